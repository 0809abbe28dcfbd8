"""A suspicious mail as mail programs forward it: inline and attached, in Japanese and in English."""
import base64

INSIDE = """From: "NTT DOCOMO" <info@docomo-support.xyz>
To: hanako@example.jp
Subject: =?utf-8?B?{subject}?=
Date: Sat, 28 Nov 2026 10:00:00 +0900
Message-ID: <inside@docomo-support.xyz>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p>dアカウントの利用を停止しました。24時間以内にご本人様確認をお願いします。</p>
<p>パスワードとクレジットカード番号を入力してください。</p>
<p><a href="https://docomo-login.security-check.xyz/login">https://www.docomo.ne.jp/</a></p></body></html>
""".replace("{subject}", base64.b64encode("【重要】ご本人様確認のお願い".encode()).decode())
TEXT = """dアカウントの利用を停止しました。24時間以内にご本人様確認をお願いします。
パスワードとクレジットカード番号を入力してください。
https://docomo-login.security-check.xyz/login
"""
SUBJECT = "【重要】ご本人様確認のお願い"


def head(name, subject, kind, lang, what):
    words = base64.b64encode(subject.encode()).decode()
    return (f"From: {name}\nTo: check@example.jp\nSubject: =?utf-8?B?{words}?=\nDate: Sat, 28 Nov 2026 11:00:00 +0900\n"
            f"Message-ID: <{what}.{lang}.{name.split('@')[0]}@example.jp>\nMIME-Version: 1.0\nContent-Type: {kind}\n"
            "Content-Transfer-Encoding: 8bit\n\n")


def inline(mark, names, subject, note):
    def make(_, __, name, lang):
        (from_, date, subj, to), what = names, mark
        quoted = (f"{what}\n{from_} NTT DOCOMO <info@docomo-support.xyz>\n{date} 2026/11/28 10:00\n{subj} {SUBJECT}\n"
                  f"{to} hanako@example.jp\n\n{TEXT}")
        return head(name, subject + SUBJECT, "text/plain; charset=utf-8", lang, f"i{abs(hash(what)) % 10**8}") + note + "\n\n" + quoted
    return make


def attached(subject, inside, name, lang):
    return (head(name, subject or "Fwd", 'multipart/mixed; boundary="b1"', lang, "attached") + "--b1\nContent-Type: text/plain; charset=utf-8\n\n"
            + ("これは本物ですか。" if lang == "ja" else "Is this genuine?")
            + "\n--b1\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename=\"a.eml\"\n\n" + inside + "\n--b1--\n")


FORWARDS = {"attached": attached}


def clients(name, lang):
    """Client -> the mail it makes."""
    ja = lang == "ja"
    note = "これは本物ですか。" if ja else "Is this one genuine?"
    made = {
        "gmail": inline("---------- Forwarded message ---------", ("From:", "Date:", "Subject:", "To:") if not ja
                        else ("From:", "Date:", "Subject:", "To:"), "Fwd: ", note),
        "apple": inline("転送されたメッセージ：" if ja else "Begin forwarded message:",
                        ("差出人:", "日付:", "件名:", "宛先:") if ja else ("From:", "Date:", "Subject:", "To:"), "Fwd: ", note),
        "outlook": inline("________________________________" if not ja else "-----Original Message-----",
                          ("差出人:", "送信日時:", "件名:", "宛先:") if ja else ("From:", "Sent:", "Subject:", "To:"), "FW: ", note),
        "thunderbird": lambda *_: attached("Fwd: " + SUBJECT, INSIDE, name, lang),
        "webmail": inline("----- 転送メッセージ -----" if ja else "----- Forwarded mail -----",
                          ("差出人：", "日時：", "件名：", "宛先：") if ja else ("From:", "Date:", "Subject:", "To:"), "転送: " if ja else "Fw: ", note),
    }
    return {client: make(None, None, name, lang) for client, make in made.items()}
