"""A person before the inspector's page: prints "ok NAME" or "FAIL NAME" for each check, and "done" at the end."""

import http.client
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import traceback

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

PROGRAM = os.environ["LEARNHOOKS_BIN"] + "/learnhooks"
SHOTS = pathlib.Path(os.environ["SHOTS"])
SHOTS.mkdir(parents=True, exist_ok=True)
TOKEN = "token-of-knolyx-for-the-page"
PATIENCE = int(os.environ.get("INSPECTOR_PATIENCE", "120"))


class Sink(http.server.BaseHTTPRequestHandler):
    """A destination that takes what comes, unless it is told to refuse."""

    taken, refuses = [], False

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if not Sink.refuses:
            Sink.taken.append(self.headers.get("ce-id"))
        self.send_response(422 if Sink.refuses else 202)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


sink = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
threading.Thread(target=sink.serve_forever, daemon=True).start()

server = subprocess.Popen(
    [PROGRAM, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True,
    env={**os.environ, "KNOLYX_SECRETS": TOKEN, "ACTIONS_TO": f"http://127.0.0.1:{sink.server_port}/"})
port = inspector = None
for line in server.stderr:
    port = port or (m := re.search(r"serving .* at http://127.0.0.1:(\d+)", line)) and int(m[1])
    inspector = inspector or (m := re.search(r"refused: http://127.0.0.1:(\d+)/", line)) and int(m[1])
    if port and inspector:
        break
threading.Thread(target=lambda: [None for _ in server.stderr], daemon=True).start()
home = f"http://127.0.0.1:{inspector}/"

connection = http.client.HTTPConnection("127.0.0.1", port)


def deliver(body, token=TOKEN, path="/knolyx"):
    connection.request("PUT", path, json.dumps(body), {"X-Webhook-Security-Token": token})
    answer = connection.getresponse()
    answer.read()
    return answer.status


SAMPLE = json.load(open("events/knolyx/COURSE_COMPLETED.json"))


def sample(number):
    return {**SAMPLE, "id": f"e{number}"}


options = webdriver.ChromeOptions()
for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1440,900", "--lang=en",
                 "--host-resolver-rules=MAP rebound.example 127.0.0.1"]:
    options.add_argument(argument)
options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
browser = webdriver.Chrome(options=options)
browser.set_script_timeout(PATIENCE)


def all_of(selector):
    return browser.find_elements(By.CSS_SELECTOR, selector)


def one(selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def until(condition, what="something"):
    return WebDriverWait(browser, PATIENCE, 0.1, ignored_exceptions=[Exception]).until(lambda _: condition(), what)


def press(key):
    browser.execute_script("document.activeElement && document.activeElement.blur()")
    one("body").send_keys(key)


def rows():
    return browser.execute_script("return state.rows.length")


def button(text, within="#detail"):
    return next(b for b in all_of(f"{within} button") if b.text.startswith(text))


def toast():
    return one("#toast").text


def filtered(text):
    field = one("#filter")
    field.clear()
    field.send_keys(text + Keys.ENTER)


def choose(text):
    until(lambda: next(r for r in all_of(".row") if r.is_displayed() and text in r.text).click() or True, f"a row with {text}")
    until(lambda: one("#detail").is_displayed(), "the detail")


def shot(name):
    browser.save_screenshot(str(SHOTS / f"{name}.png"))


def check(work):
    name = work.__name__.replace("_", " ")
    try:
        work()
        print("ok   ", name, flush=True)
    except Exception as error:
        print("FAIL ", name, "".join(traceback.format_exception_only(error))[:600], flush=True)
        traceback.print_exc(limit=-2)
        shot("failed-" + work.__name__)
    if browser.execute_script("return document.getElementById('dialog') && document.getElementById('dialog').open"):
        browser.execute_script("document.getElementById('dialog').close()")
    return work


browser.get(home)


@check
def an_empty_page_says_what_to_do():
    until(lambda: one("#link").text == "live")
    assert "simulate" in one("#empty").text


@check
def a_delivery_comes_as_it_comes():
    assert deliver(sample(1)) == 200
    until(lambda: rows() == 1)
    until(lambda: "accepted" in one(".row").text and "✓ default" in one(".row").text, "delivered")


@check
def repeats_are_folded():
    deliver(sample(1))
    deliver(sample(1))
    until(lambda: "3 copies" in one(".row").text)
    assert rows() == 1


@check
def a_forged_one_says_why():
    assert deliver(sample(2), token="a-token-of-nobody-at-all") == 401
    until(lambda: rows() == 2)
    choose("not authentic")
    until(lambda: "Why it was refused" in one("#detail .why").text)
    assert "Cause:" in one("#detail .why").text
    assert "✕" in one("#detail .checks").text and "✓" in one("#detail .checks").text
    assert "a-token-of-nobody" not in browser.page_source


@check
def personal_data_is_masked_until_it_is_asked_for():
    choose("accepted")
    until(lambda: "•••" in one("#detail").text)
    assert "student-name" not in one("#detail").text
    press("p")
    until(lambda: "student-name" in one("#detail").text)
    press("p")
    until(lambda: "student-name" not in one("#detail").text)


@check
def actions_have_three_forms():
    for tab, text in [("CloudEvent", '"specversion"'), ("xAPI", '"verb"'), ("Text", "activity.completed")]:
        button(tab).click()
        until(lambda: text in one("#forms").text, tab)
    assert "202" in one("#detail table").text


@check
def keys_go_through_the_list():
    press("j")
    first = browser.execute_script("return state.selected")
    press("k")
    until(lambda: browser.execute_script("return state.selected") != first)
    press("?")
    until(lambda: "replay" in one("#dialog").text)
    one("#dialog").send_keys(Keys.ESCAPE)
    press("/")
    assert browser.switch_to.active_element.get_attribute("id") == "filter"


@check
def a_replay_sends_again():
    choose("accepted")
    before = len(Sink.taken)
    until(lambda: button("Replay"))
    press("r")
    Select(one("#dialog select")).select_by_visible_text("default")
    button("Replay", "#dialog").click()
    until(lambda: len(Sink.taken) == before + 1)
    assert Sink.taken[-1] == Sink.taken[0]


@check
def an_edited_body_is_signed_anew():
    choose("accepted")
    before = rows()
    press("e")
    until(lambda: one("#dialog textarea"))
    text = one("#dialog textarea").get_property("value")
    browser.execute_script("document.querySelector('#dialog textarea').value = arguments[0]", text.replace('"e1"', '"edited"'))
    button("Sign and send", "#dialog").click()
    until(lambda: rows() == before + 1)
    until(lambda: "answered 200" in toast())


@check
def two_bodies_are_compared():
    grid = [r for r in all_of(".row") if r.is_displayed() and "accepted" in r.text]
    grid[0].click()
    until(lambda: one("#detail").is_displayed())
    press("c")
    grid[1].click()
    time.sleep(0.2)
    press("c")
    until(lambda: "edited" in one("#dialog ins, #dialog del").text)


@check
def it_is_copied_in_three_forms():
    browser.execute_script("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    for form, text in [("curl", "--request PUT"), ("sample file", '"COURSE_COMPLETED"'), ("recorded delivery", '"version":"2.0"')]:
        choose("accepted")
        browser.execute_script("window.copied = ''")
        Select(one("#detail select")).select_by_visible_text(form)
        until(lambda: text in browser.execute_script("return window.copied"), form)
    recorded = browser.execute_script("return window.copied")
    explained = subprocess.run([PROGRAM, "explain"], input=recorded, text=True, capture_output=True)
    assert "good: COURSE_COMPLETED" in explained.stdout, explained


@check
def what_is_dead_is_released_and_dropped():
    Sink.refuses = True
    deliver(sample(900))
    until(lambda: "1 dead" in one("#destinations").text)
    Sink.refuses = False
    filtered("state:dead")
    until(lambda: rows() == 1)
    choose("default")
    until(lambda: button("Release")).click()
    until(lambda: "dead" not in one("#destinations").text)
    Sink.refuses = True
    deliver(sample(901))
    until(lambda: "1 dead" in one("#destinations").text)
    button("Dead", "#destinations").click()
    button("Drop", "#dialog").click()
    until(lambda: "dead" not in one("#destinations").text)
    Sink.refuses = False
    filtered("")


@check
def a_destination_is_paused_and_goes_on():
    # The list is drawn anew each second.
    until(lambda: button("Pause", "#destinations").click() or True)
    until(lambda: "paused" in one("#destinations").text)
    before = len(Sink.taken)
    deliver(sample(902))
    until(lambda: "1 behind" in one("#destinations").text or "paused" in one("#destinations").text)
    until(lambda: button("Resume", "#destinations").click() or True)
    until(lambda: len(Sink.taken) == before + 1)


@check
def a_filter_that_is_none_is_said():
    filtered("nonsense:1")
    until(lambda: "expected NAME:VALUE" in one("#filter-problem").text)
    filtered("platform:knolyx state:accepted")
    until(lambda: one("#filter-problem").text == "" and rows() >= 4)
    assert "not authentic" not in one("#window").text
    filtered("")
    until(lambda: "not authentic" in one("#window").text)


@check
def hostile_names_stay_text():
    hostile = "<script>window.owned = 1</script><img src=x onerror=window.owned=1>"
    deliver({**sample(903), "type": hostile})
    deliver({**sample(904), "type": "a\u202egnp.exe"})
    deliver({**sample(905), "type": "x" * 100_000})
    until(lambda: "<script>" in one("#window").text)
    choose("<script>")
    press("p")
    until(lambda: "onerror" in one("#detail pre").text or "onerror" in one("#detail").text)
    assert browser.execute_script("return window.owned") is None
    assert not all_of("#detail img, #window img, #window script, #detail script")
    assert "\u202e" not in browser.execute_script("return document.getElementById('window').textContent")
    choose("xxxxxxx")
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


@check
def the_policy_blocks_what_is_not_the_pages_own():
    for code in ["const s = document.createElement('script'); s.textContent = 'window.owned = 1'; document.body.append(s)",
                 "const s = document.createElement('div'); document.body.append(s); s.setAttribute('onclick', 'window.owned = 1'); s.click()"]:
        browser.execute_script(code)
    assert browser.execute_script("return window.owned") is None
    blocked = browser.execute_async_script(
        "const done = arguments[0]; fetch('https://example.org/').then(() => done('fetched'), (e) => done(String(e)))")
    assert "fetched" not in blocked
    log = " ".join(entry["message"] for entry in browser.get_log("browser"))
    assert "Content Security Policy" in log or "Content-Security-Policy" in log, log[:400]


@check
def a_name_of_elsewhere_does_not_reach_it():
    browser.switch_to.new_window("tab")
    browser.get(f"http://rebound.example:{inspector}/")
    assert "421" in browser.page_source or "Host: expected" in browser.page_source
    browser.close()
    browser.switch_to.window(browser.window_handles[0])


@check
def a_reload_while_much_comes_misses_nothing():
    def load():
        for number in range(10_000, 11_500):
            deliver(sample(number))
    thread = threading.Thread(target=load)
    thread.start()
    while thread.is_alive():
        browser.refresh()
        time.sleep(0.7)
    thread.join()
    until(lambda: one("#link").text == "live")
    expected = browser.execute_async_script(
        "const done = arguments[0]; get('journal').then((journal) => done(journal.deliveries))")
    browser.execute_script("(async () => { while (state.next) await older(); })()")
    until(lambda: browser.execute_script(
        "return state.rows.filter((row) => !row.id.startsWith('m')).length") == expected, "all of them")


@check
def ten_thousand_scroll_and_filter():
    for number in range(20_000, 28_600):
        deliver(sample(number))
    browser.refresh()
    until(lambda: one("#link").text == "live")
    browser.execute_script("""
        window.longest = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration); })
          .observe({ type: 'longtask' });
        const grid = document.getElementById('rows');
        window.scrolling = setInterval(() => { grid.scrollTop += 4000; }, 50);""")
    until(lambda: browser.execute_script("return state.rows.length >= 10000 && !state.next"), "10,000 rows")
    assert len(all_of(".row")) < 100
    browser.execute_script("clearInterval(window.scrolling)")
    filtered("type:COURSE_COMPLETED since:1h")
    until(lambda: 0 < rows() < 10_000)
    filtered("")
    until(lambda: rows() > 0)
    print("      the longest task took", browser.execute_script("return Math.round(window.longest)"), "ms", flush=True)


def axe(where):
    import axe_playwright_python
    source = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
    # As the browser's own command it is not held to the page's policy.
    browser.execute_script(source)
    found = browser.execute_async_script("const done = arguments[0]; axe.run().then(done)")
    serious = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert not serious, (where, serious)


@check
def a_screen_reader_finds_its_way():
    browser.execute_script("document.getElementById('rows').scrollTop = 0")
    for theme in ["light", "dark"]:
        browser.execute_script("paint(arguments[0])", theme)
        axe(theme)
        press("j")
        until(lambda: one("#detail").is_displayed())
        axe(theme + ", a delivery")
    press("?")
    until(lambda: one("#dialog").is_displayed())
    axe("the dialog")


@check
def four_hundred_pixels_are_enough():
    press(Keys.ESCAPE)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": True})
    until(lambda: browser.execute_script("return innerWidth") <= 400)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 400
    press("j")
    until(lambda: one("#detail").is_displayed())
    axe("400 pixels")
    button("✕").click()
    until(lambda: not one("#detail").is_displayed())


def pictures():
    """What the page looks like: light and dark, wide and narrow."""
    for number in range(6):
        deliver(sample(50_000 + number), token="a-token-of-nobody-at-all" if number % 3 == 0 else TOKEN)
    deliver({"id": "p1", "type": "PING"})
    deliver({**sample(50_010), "type": "COURSE_ARCHIVED"})
    deliver("no object")
    deliver(sample(50_001))
    for width, height, name in [(400, 800, "narrow"), (1280, 760, "wide")]:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
        browser.refresh()
        until(lambda: one("#link").text == "live" and rows() > 5)
        for theme in ["light", "dark"]:
            browser.execute_script("paint(arguments[0])", theme)
            time.sleep(1)
            shot(f"{name}-{theme}-list")
            choose("not authentic")
            time.sleep(0.5)
            shot(f"{name}-{theme}-refused")
            button("✕").click()
            choose("activity.completed" if width > 500 else "copies")
            time.sleep(0.5)
            shot(f"{name}-{theme}-handled")
            button("✕").click()


try:
    pictures()
except Exception:
    traceback.print_exc()
finally:
    browser.quit()
    server.terminate()
    server.wait()
print("done")
