// Setting a device up in a browser, from the link to the password.
//
//   node setup.mjs URL CHROMIUM PIN LINKS [FOLDER]
//
// URL      where the pages are
// LINKS    paths of unused links, separated by commas: one for each look and language
// FOLDER   screenshots go there; none are made without it
//
// In both languages, light and dark, on a phone and a desk: axe finds nothing on any of the pages, the
// console stays silent, everything comes from URL, nothing is wider than its window; and all of it works
// without JavaScript. Prints one line for each fault; ends with 1 when there was one.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [url, executablePath, pin, links, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const unused = links.split(",");
const looks = [
  ["phone", "light", 390, 844],
  ["phone", "dark", 390, 844],
  ["desk", "light", 1280, 900],
  ["desk", "dark", 1280, 900],
];
const shots = new Set([
  "setup-ja-phone-light", "setup-en-desk-light", "setup-link-ja-desk-light", "setup-link-en-phone-dark",
  "setup-wrong-ja-phone-light", "setup-choose-ja-phone-light", "setup-choose-en-desk-dark", "setup-done-ja-phone-light",
  "setup-done-en-desk-light", "setup-test-ja-phone-light", "setup-another-ja-desk-light", "setup-over-en-phone-light",
]);

const faults = [];
const fault = (name, what) => faults.push(`${name}: ${what}`);

// What a refusal answers is told on the console as a failed resource.
const expected = (text) => /Failed to load resource: the server responded with a status of (403|410|422)/.test(text);

async function look(page, name) {
  page.look = name;
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  for (const violation of found.violations) {
    fault(name, `axe ${violation.id}: ${violation.nodes.map((node) => node.html).join(" | ")}`);
  }
  if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
    fault(name, "is wider than its window");
  }
  if (folder && shots.has(name)) {
    const clip = await page.evaluate(() => ({ x: 0, y: 0, width: window.innerWidth, height: document.documentElement.scrollHeight }));
    clip.height = Math.min(clip.height, name.includes("phone") ? 1800 : 1300);
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true, clip });
  }
}

async function send(page, where) {
  await Promise.all([page.waitForNavigation(), page.click(where)]);
}

async function setUp(page, lang, kind, named) {
  const link = `${url}${unused.shift()}?lang=${lang}`;

  await page.goto(`${url}/setup?lang=${lang}`);
  await look(page, named("setup"));
  await page.goto(link);
  await look(page, named("setup-link"));
  await page.fill("#pin", "0000");
  await send(page, "main button");
  await look(page, named("setup-wrong"));
  await page.fill("#pin", pin);
  await send(page, "main button");
  await look(page, named("setup-choose"));
  await page.check(`#k-${kind}`);
  await send(page, "main button");
  await look(page, named("setup-done"));
  if (!/^([a-z]{4}-){4}[a-z]{4}$/.test(await page.textContent(".secret"))) {
    fault(named("setup-done"), "no password");
  }
  await send(page, "form:has(input[value=test]) button");
  await look(page, named("setup-test"));
  await send(page, "form:has(input[value=another]) button");
  await look(page, named("setup-another"));
  await page.goto(link);
  await look(page, named("setup-over"));
}

const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
for (const [device, colorScheme, width, height] of looks) {
  const context = await browser.newContext({
    colorScheme, viewport: { width, height }, deviceScaleFactor: 1, isMobile: device === "phone", hasTouch: device === "phone",
  });
  const page = await context.newPage();
  page.on("console", (message) => expected(message.text()) || fault(page.look, `console: ${message.text()}`));
  page.on("pageerror", (error) => fault(page.look, `error: ${error.message}`));
  page.on("request", (request) => request.url().startsWith(url) || fault(page.look, `asks elsewhere: ${request.url()}`));
  for (const lang of ["en", "ja"]) {
    await setUp(page, lang, device === "phone" ? "iphone" : "thunderbird", (name) => `${name}-${lang}-${device}-${colorScheme}`);
  }
  await context.close();
}
const plain = await browser.newContext({ javaScriptEnabled: false, locale: "ja-JP" });
const page = await plain.newPage();
await page.goto(`${url}${unused.shift()}`);
await page.fill("#pin", pin);
await page.keyboard.press("Enter");
await page.waitForSelector("#k-android");
await page.check("#k-android");
await send(page, "main button");
if (!(await page.textContent("h1")).includes("この端末のパスワード")) {
  fault("without JavaScript", await page.textContent("h1"));
}
await browser.close();
console.log(faults.join("\n"));
process.exit(faults.length > 0 ? 1 : 0);
