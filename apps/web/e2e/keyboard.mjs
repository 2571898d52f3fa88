/** An order placed and cancelled by keys alone: Tab, Enter, Space and arrows. The focus is always seen, and never lost. */
import { DESK, PHONE, person } from "./browser.mjs";
import { watchFaults } from "./checks.mjs";
import { head, logIn, wordsOf } from "./people.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";
/** So many presses of Tab at most lead to what a screen is for. */
const MOST_TABS = 60;

const WANTED = { ar: ["حنفية", /إصلاح حنفية/], en: ["repair tap", /Repair tap/] };

export async function keyboard(browser, { url, lang, say }) {
  const t = wordsOf(lang);
  const context = await person(browser, { url, lang, viewport: lang === "ar" ? PHONE : DESK });
  const page = await context.newPage();
  const noFaults = watchFaults(page);
  const [typed, service] = WANTED[lang];
  const button = (name) => page.getByRole("button", { name, exact: typeof name === "string" });
  const title = (name) => page.getByRole("heading", { name, level: 1 });
  try {
    await logIn(page, t, CUSTOMER);
    await page.goto("/");
    await reach(page, page.getByRole("searchbox"));
    await page.keyboard.type(typed);
    const found = page.getByRole("link", { name: service }).first();
    await found.waitFor();
    await press(page, found, "Enter", title(service));
    await press(page, button(t("service.order")), "Enter", title(t("order.where")));
    await press(page, button(t("act.next")), "Enter", page.getByRole("radio", { name: t("time.now") }));
    say("a service is found and ordered by keys");

    await choose(page, page.getByRole("radio", { name: t("time.later") }));
    const first = page
      .getByRole("group", { name: t("time.hour") })
      .getByRole("button")
      .first();
    await first.waitFor();
    await press(page, first, "Space", first.and(page.locator("[aria-pressed=true]")));
    await choose(page, page.getByRole("radio", { name: t("time.now") }));
    await press(page, button(t("act.next")), "Enter", title(t("order.check")));
    const confirm = button(new RegExp(head(t("check.confirm"))));
    await press(page, confirm, "Enter", page.getByTestId("stage"));
    say("a time is chosen by arrows, and the order is placed");

    await press(page, button(t("cancel.open")), "Space", page.getByRole("dialog"));
    const sure = page.getByRole("dialog").getByRole("button", { name: t("cancel.sure") });
    await press(page, sure, "Enter", page.locator("[data-testid=stage][data-stage=closed]"));
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await isKept(page, "after the dialog");
    say("it is cancelled by keys, and the focus is where it was");
    noFaults();
  } catch (error) {
    await keepPictures(`keyboard-${lang}`, [page]);
    throw error;
  } finally {
    await context.close();
  }
}

/** Goes there by Tab, presses the key, and sees what comes; the focus is somewhere then. */
async function press(page, target, key, outcome) {
  await reach(page, target);
  await page.keyboard.press(key);
  await outcome.first().waitFor();
  await isKept(page, `after ${target}`);
}

/** Tab leads there, and each thing on the way shows that it has the focus. */
async function reach(page, target) {
  await target.waitFor();
  const wanted = await target.elementHandle();
  const way = [];
  for (let tabs = 0; tabs <= MOST_TABS; tabs++) {
    const { there, seen, what } = await page.evaluate(focus, wanted);
    if (way.length > 0 && !seen) throw new Error(`the focus is not seen on ${what}`);
    if (there) return;
    way.push(what);
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${target}, but to:\n${way.join("\n")}`);
}

/** Goes to the group by Tab and along it by arrows, as with radio buttons everywhere. */
async function choose(page, radio) {
  const name = await radio.getAttribute("name");
  const group = page.locator(`input[type=radio][name="${name}"]`);
  const checked = group.and(page.locator(":checked"));
  await reach(page, (await checked.count()) > 0 ? checked : group.first());
  if ((await checked.count()) === 0) await page.keyboard.press("Space");
  for (let presses = 0; !(await radio.isChecked()); presses++) {
    if (presses > 10) throw new Error(`arrows do not lead to ${radio}`);
    await page.keyboard.press("ArrowDown");
  }
  await isKept(page, `at ${radio}`);
}

/** What has the focus did not go and leave it to nobody. */
async function isKept(page, when) {
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await page.evaluate(() => document.activeElement && document.activeElement !== document.body)) return;
    await page.waitForTimeout(100);
  }
  throw new Error(`the focus is lost ${when}`);
}

/** Whether the focus is at `wanted`, whether somebody sees where it is, and what has it. */
function focus(wanted) {
  const at = document.activeElement;
  const what = `<${at.tagName.toLowerCase()}> "${(at.ariaLabel ?? at.textContent ?? "").trim().slice(0, 50)}"`;
  if (!at || at === document.body) return { there: false, seen: true, what: "the page" };
  const { width, height, top, bottom } = at.getBoundingClientRect();
  const inSight = bottom > 0 && top < window.innerHeight && (width > 0 || height > 0);
  let marked = at.closest(".MuiInputBase-root")?.classList.contains("Mui-focused") ?? false;
  for (let one = at, n = 0; one && n < 4 && !marked; one = one.parentElement, n++) {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    marked = (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  }
  // A title is focused by the program, so that it is read out: nobody tabs there.
  return { there: at === wanted, seen: at.tabIndex < 0 || (inSight && marked), what };
}
