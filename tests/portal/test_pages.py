#!/usr/bin/env python3
"""The public pages in Chromium: a daemon with a genuine notice and an announcement, looked at by pages.mjs.

    test_pages.py PROGRAM [FOLDER]     FOLDER: pictures of the pages go there

Ends with 77 (skipped) where Node, its modules (npm ci in this folder) or Chromium are missing."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = sys.argv[2] if len(sys.argv) > 2 else ""
del sys.argv[2:]
sys.path.insert(0, str(HERE.parent / "system"))

from load import report_of  # noqa: E402
from mioboe import PROGRAM  # noqa: E402
from notice_fixture import Gateway, import_accounts, settings_of  # noqa: E402
from test_fakes import AMAZON, PEOPLE, parcel  # noqa: E402
from test_portal import Site  # noqa: E402

FACTS = """
check_authserv_id = "mx.example.jp"
service_security_page = "https://www.example.jp/security"
service_contact = "+81 3 5555 0100"
notice_from = "notice@notice.example.jp"
notice_sms_from = "EXAMPLE"
notice_sms_numbers = "+815550100 +815550101"
sms_free_text = true
time_zone = "Asia/Tokyo"
public_proxies = "127.0.0.1"
"""


def missing():
    if not shutil.which("node"):
        return "node is not installed"
    if not (HERE / "node_modules/playwright-core").is_dir() or not (HERE / "node_modules/axe-core").is_dir():
        return "its modules are not there: npm ci --ignore-scripts --prefix tests/portal"
    return None if shutil.which("chromium") else "chromium is not installed"


def settings(folder, gateway):
    """The fixture's, with what a page shows best; of a setting stated twice the later one would be refused."""
    stated = {line.partition(" = ")[0] for line in FACTS.splitlines() if " = " in line}
    kept = [line for line in settings_of(folder, gateway).splitlines() if line.partition(" = ")[0] not in stated]
    return FACTS + "\n".join(kept) + "\n"


def genuine(site, gateway):
    for number in range(3):
        site.ask(report_of("taro@example.jp", "60.32.1.1", f"home{number}"))
    site.ask(report_of("taro@example.jp", "198.51.100.7", "away"))
    end = time.monotonic() + 10
    while not gateway.sent and time.monotonic() < end:
        time.sleep(0.05)
    reference, _, text = next(iter(gateway.sent.values()))[0]
    return f"{reference} {text}"


def announce(site):
    site.announce("--title-en", "We will tell you of unusual sign-ins by SMS", "--title-ja", "普段と違うログインをSMSでお知らせします",
                  "--body-en", "When your account is signed in to in an unusual way, you will get an SMS and a mail.\n\n"
                  "There is nothing you need to do now. What the notices look like is on the page of samples.",
                  "--body-ja", "普段と違うログインがあったとき、SMSとメールでお知らせします。\n\n"
                  "お客様に行っていただくことはありません。文面は「通知の文面例」のページでご確認いただけます。",
                  "--reason-en", "So that you notice early when somebody else knows your password.",
                  "--reason-ja", "ほかの人にパスワードを知られたときに、早くお気づきいただくためです。",
                  "--starts", "2026-12-01 09:00", "add", "signin-notices")
    site.announce("--starts", "2026-12-08 09:00", "--apology-en", "The start is moved by a week. We are sorry for that.",
                  "--apology-ja", "準備の都合により、開始を1週間延期します。ご迷惑をおかけし、申し訳ございません。",
                  "postpone", "signin-notices")


def fakes(site):
    """A campaign that is seen now, with notes, and one that is over; gives the ID of the first."""
    def run(*arguments, message=b""):
        done = subprocess.run([PROGRAM, "fakes", "--config", site.config, "--socket", site.socket, "--json", *arguments],
                              input=message, capture_output=True, timeout=60, check=True)
        return json.loads(done.stdout)

    first = run("--confirm", "add", "-", message=parcel(PEOPLE[0], "kuroneko-oshirase.click"))["id"]
    run("--confirm", "add", "-", message=parcel(PEOPLE[1], "kuroneko-otodoke.top"))
    run("note", "--kind", "reported", "--to", "JPCERT/CC", "--domain", "kuroneko-oshirase.click", first)
    run("note", "--kind", "down", "--domain", "kuroneko-otodoke.top", first)
    run("close", run("--confirm", "add", "-", message=AMAZON)["id"])
    return first


def main():
    if why := missing():
        print(f"skipped: {why}")
        return 77
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        gateway = Gateway()
        db = folder / "store.db"
        import_accounts(db, [("a-1", "taro@example.jp", "+819012345678")])
        site = Site(settings(folder, gateway), arguments=("--public-listen", "127.0.0.1:0", "--db", db))
        try:
            reference = genuine(site, gateway)
            announce(site)
            fake = fakes(site)
            return subprocess.run(["node", HERE / "pages.mjs", f"http://127.0.0.1:{site.site}", reference, "signin-notices", fake,
                                   shutil.which("chromium"), *([PICTURES] if PICTURES else [])],
                                  check=False, timeout=900, env={**os.environ, "LC_ALL": "C.UTF-8"}).returncode
        finally:
            site.stop()
            gateway.close()


if __name__ == "__main__":
    assert PROGRAM
    sys.exit(main())
