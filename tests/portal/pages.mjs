// The public pages in a browser, one after the other.
//
//   node pages.mjs URL GENUINE ANNOUNCEMENT FAKE CHROMIUM [FOLDER]
//
// URL           where the pages are
// GENUINE       a reference of a notice in the store; as the text of that notice, "REFERENCE TEXT"
// ANNOUNCEMENT  the ID of an announcement with two versions
// FAKE          the ID of a campaign of fakes that is confirmed
// FOLDER        screenshots go there; none are made without it
//
// Each page, in both languages, light and dark, on a phone and a desk: axe finds nothing, the console
// stays silent (so no CSP report), everything comes from URL, at most 60 kB. The results of /check the same
// way, filled in as a person does. Then the forms without JavaScript. Prints one line for each fault; ends with 1 when there was one.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [url, told, announcement, fake, executablePath, folder] = process.argv.slice(2);
const genuine = told.split(" ")[0];
const notice = told.slice(genuine.length + 1);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BYTES_MAX = 60_000;

const pages = [
  ["home", "/"],
  ["check", "/check"],
  ["ours", `/check?reference=${genuine}`],
  ["unknown", "/check?reference=0000-0000-0000-00"],
  ["mistyped", "/check?reference=1234"],
  ["notices", "/notices"],
  ["announcements", "/announcements"],
  ["announcement", `/announcements/${announcement}`],
  ["version", `/announcements/${announcement}?version=1`],
  ["fakes", "/fakes"],
  ["fake", `/fakes/${fake}`],
  ["codes", "/e"],
  ["code", "/e/G1"],
  ["nocode", "/e/ZZ"],
  ["password", "/password"],
  ["undo", "/undo/K7M29-QXD4T-RW8CB"],
  ["absent", "/nothing-here"],
];
const looks = [
  ["phone", "light", 390, 844],
  ["phone", "dark", 390, 844],
  ["desk", "light", 1280, 900],
  ["desk", "dark", 1280, 900],
];
// Which of them become screenshots: enough to see each page, each look and each language.
const shots = new Set([
  "home-en-desk-light", "home-ja-phone-dark", "check-ja-phone-light", "ours-ja-phone-light", "ours-en-desk-dark",
  "unknown-ja-phone-light", "mistyped-en-phone-dark", "notices-ja-desk-light", "notices-en-phone-dark",
  "fakes-ja-phone-light", "fakes-en-desk-light", "fake-ja-desk-dark", "fake-en-phone-light",
  "announcement-ja-phone-light", "code-ja-phone-light",
  "is-fake-ja-phone-light", "is-fake-en-desk-light", "is-unsure-ja-desk-light", "is-unsure-en-phone-dark",
  "is-genuine-ja-phone-dark", "is-genuine-en-desk-light", "shared-ja-phone-light", "report-en-phone-light",
]);

// Messages whose results are looked at; a mail as a file, or an SMS.
const FAKE = `From: =?UTF-8?B?44GV44GP44KJ44Kk44Oz44K/44O844ON44OD44OI?= <tmmqhodmb@sakura.ad.jp>
To: Taro <taro@example.jp>
Subject: =?UTF-8?B?44CQ6KaB6L+U5L+h44CR5Lya5ZOh55m76Yyy5oOF5aCx?=
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

以下の会員IDについて、身分証明書のコピーをご提示ください。
現在、利用の制限(通信の停止)を行っております。期限 2021/10/7 まで
契約解除措置を取らせていただきます。
https://www.sakura-ad-sakurainfo.cn/
`;
const GENUINE = `Authentication-Results: mx.example.jp; dmarc=pass header.from=amazon.com
From: Amazon <account-update@amazon.com>
To: Taro <taro@example.jp>
Subject: Sign-in
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

Yamada Taro,

Somebody signed in to your account on 2021-05-10 at 20:15 with Chrome on Windows.
If this was you, you can ignore this message. If not:
https://www.amazon.co.jp/a/c/r?k=1
`;
const SMS = "【ドコモメールへのアクセス制限】お客様のご利用端末の設定状態ではドコモメールの送受信ができません。";
const results = [
  ["fake", (page) => chooseFile(page, FAKE)],
  ["genuine", (page) => chooseFile(page, GENUINE)],
  ["unsure", (page) => typeSms(page, SMS)],
];

async function chooseFile(page, mail) {
  await page.setInputFiles("#file", { name: "message.eml", mimeType: "message/rfc822", buffer: Buffer.from(mail) });
  await page.click("form:has(#file) button");
}

async function typeSms(page, text) {
  await page.fill("#sender", "docomo");
  await page.fill("#sms", text);
  await page.click("form:has(#sms) button");
}

const faults = [];
const largest = { bytes: 0, name: "" };
const fault = (name, what) => faults.push(`${name}: ${what}`);

function address(path, lang) {
  return `${url}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;
}

// 4xx of a page that is meant to be absent is told on the console as a failed resource.
function expected(text) {
  return /Failed to load resource: the server responded with a status of 404/.test(text);
}

// One tab of a look, without a cache, so that every visit is a cold one.
async function openTab(context) {
  const page = await context.newPage();
  const tab = { page, name: "", sizes: [] };

  await (await context.newCDPSession(page)).send("Network.setCacheDisabled", { cacheDisabled: true });
  page.on("console", (message) => expected(message.text()) || fault(tab.name, `console: ${message.text()}`));
  page.on("pageerror", (error) => fault(tab.name, `error: ${error.message}`));
  page.on("requestfinished", (request) => {
    tab.sizes.push(request.sizes());
    if (!request.url().startsWith(url)) {
      fault(tab.name, `asks elsewhere: ${request.url()}`);
    }
  });
  return tab;
}

async function visit(tab, name, target) {
  const { page } = tab;

  Object.assign(tab, { name, sizes: [] });
  await page.goto(target, { waitUntil: "load" });
  await examine(tab, name);
}

async function examine(tab, name) {
  const { page } = tab;

  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  for (const violation of found.violations) {
    fault(name, `axe ${violation.id}: ${violation.nodes.map((node) => node.html).join(" | ")}`);
  }
  const bytes = (await Promise.all(tab.sizes)).reduce((sum, one) => sum + one.responseBodySize + one.responseHeadersSize, 0);
  if (bytes > BYTES_MAX || tab.sizes.length < 2) {
    fault(name, `${bytes} bytes in ${tab.sizes.length} answers`);
  }
  if (bytes > largest.bytes) {
    Object.assign(largest, { bytes, name });
  }
  if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
    fault(name, "is wider than its window");
  }
  if (folder && shots.has(name)) {
    const whole = await page.evaluate(() => ({ x: 0, y: 0, width: window.innerWidth, height: document.documentElement.scrollHeight }));
    whole.height = Math.min(whole.height, name.includes("phone") ? 1500 : 1000);
    await page.screenshot({ path: `${folder}/portal-${name}.png`, fullPage: true, clip: whole });
  }
}

// The results of messages; of one that cannot be told also the answers, the report for a helper, and what the helper sees.
async function lookAtResults(tab, lang, look) {
  for (const [name, send] of results) {
    tab.name = `is-${name}-${lang}-${look}`;
    await tab.page.goto(address("/check", lang));
    tab.sizes = [];
    await send(tab.page);
    await tab.page.waitForSelector(".verdict");
    if (!(await tab.page.locator(`.verdict.${name === "unsure" ? "cannot_tell" : name}`).count())) {
      fault(tab.name, `another verdict: ${await tab.page.textContent("h1")}`);
    }
    await examine(tab, tab.name);
  }
  await tab.page.goto(address("/check", lang));
  await typeSms(tab.page, SMS);
  await tab.page.check("input[name=member][value=no]");
  await tab.page.click("section:has(fieldset) button");
  await tab.page.check("input[name=consent]");
  await tab.page.click("form:has(input[name=consent]) button");
  await tab.page.waitForSelector(".shared");
  await examine(tab, `shared-${lang}-${look}`);
  await visit(tab, `report-${lang}-${look}`, `${url}${new URL(await tab.page.getAttribute(".shared a", "href"), url).pathname}?lang=${lang}`);
}

async function checkByForm(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "ja-JP" });
  const page = await context.newPage();

  await page.goto(`${url}/`);
  await page.fill("textarea", notice);
  await page.click("button");
  const said = await page.textContent("h1");
  if (!said.includes("当サービスが送った通知です")) {
    fault("form", `a pasted notice of ours: ${said}`);
  }
  await page.goto(`${url}/check`);
  await page.fill("textarea", `${notice} https://login.example.com/`);
  await page.click("button");
  if (!(await page.textContent("h1")).includes("偽物です")) {
    fault("form", `a notice of ours with another link: ${await page.textContent("h1")}`);
  }
  await page.goto(`${url}/check`);
  await page.fill("textarea", genuine.toLowerCase().replaceAll("-", " "));
  await page.keyboard.press("Tab");
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  if (!(await page.textContent("h1")).includes("当サービスが送った通知です")) {
    fault("form", "the reference in lower case, sent by the keyboard alone");
  }
  await page.click(".languages a");
  if ((await page.getAttribute("html", "lang")) !== "en") {
    fault("form", "the other language");
  }
  await context.close();
}

// A test that cannot fail says nothing: axe and the console must find what is wrong on a page that is.
async function findsFaults(browser) {
  const page = await (await browser.newContext()).newPage();
  let reports = 0;

  page.on("console", () => reports++);
  await page.goto(`${url}/`);
  await page.evaluate(() => {
    document.documentElement.removeAttribute("lang");
    document.body.append(document.createElement("img"), document.createElement("button"));
    document.body.append(Object.assign(document.createElement("img"), { src: "https://elsewhere.invalid/x.png", alt: "" }));
  });
  await page.waitForTimeout(300);
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  const ids = found.violations.map((violation) => violation.id);
  for (const id of ["html-has-lang", "image-alt", "button-name"]) {
    if (!ids.includes(id)) {
      fault("self-test", `axe does not find ${id}`);
    }
  }
  if (reports === 0) {
    fault("self-test", "a picture from elsewhere gives no CSP report");
  }
  await page.close();
}

const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
let count = 0;
let visitor = 0;
for (const [device, colorScheme, width, height] of looks) {
  const context = await browser.newContext({
    colorScheme, viewport: { width, height }, deviceScaleFactor: 1, isMobile: device === "phone", hasTouch: device === "phone",
    extraHTTPHeaders: { "X-Forwarded-For": `203.0.113.${++visitor}` }, // tries are counted by address
  });
  const tab = await openTab(context);
  for (const lang of ["en", "ja"]) {
    for (const [page, path] of pages) {
      await visit(tab, `${page}-${lang}-${device}-${colorScheme}`, address(path, lang));
      count++;
    }
    await lookAtResults(tab, lang, `${device}-${colorScheme}`);
    count += results.length + 2;
  }
  await context.close();
}
await checkByForm(browser);
await findsFaults(browser);
await browser.close();
console.log(`${count} pages looked at; the largest cold: ${largest.name}, ${largest.bytes} bytes`);
console.log(faults.join("\n"));
process.exit(faults.length > 0 ? 1 : 0);
