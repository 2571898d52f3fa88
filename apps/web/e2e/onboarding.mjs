/** Somebody becomes a technician on the phone: name, ID, papers by camera, areas, hours; staff verifies. */
import { DESK, person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { call, codeFor, formOf, head, logIn, OPERATOR, tokenOf, wordsOf } from "./people.mjs";
import { picture } from "./picture.mjs";

/** A date in the future for papers that end. */
const UNTIL = `${new Date().getFullYear() + 2}-06-30`;

export async function onboarding(browser, { url, sandbox, lang, say }) {
  const t = wordsOf(lang);
  const context = await person(browser, { url, lang });
  const page = await context.newPage();
  const fault = watchFaults(page);
  const access = (name) => checkAccess(page, `${lang}: ${name}`);
  const button = (key) => page.getByRole("button", { name: t(key), exact: true });
  try {
    const phone = `0155${random(7)}`;
    await page.goto("/join");
    await access("join");
    await page.getByLabel(t("auth.phone")).fill(phone);
    await button("auth.send").click();
    await page.getByLabel(t("auth.code"), { exact: true }).fill(await codeFor(sandbox, phone));
    await page.getByLabel(t("auth.first_name")).fill("سيد");
    await page.getByLabel(t("auth.last_name")).fill("عوض");
    await button("act.continue").click();

    await page.getByRole("heading", { name: t("join.name") }).waitFor();
    await access("name");
    await page.reload();
    await page.getByRole("heading", { name: t("join.name") }).waitFor();
    await button("act.next").click();
    const number = `29001${15 + Math.floor(Math.random() * 10)}01${random(5)}`;
    await page.getByLabel(t("join.id"), { exact: true }).fill(number.slice(0, 10));
    if (await button("act.next").isEnabled()) throw new Error("ten digits of an ID were enough");
    await page.getByLabel(t("join.id"), { exact: true }).fill(number);
    await page.getByLabel(t("join.id"), { exact: true }).blur();
    const shown = await page.getByLabel(t("join.id"), { exact: true }).inputValue();
    if (shown !== `••••••••••${number.slice(10)}`) throw new Error(`the ID is shown as ${shown}`);
    await access("national ID");
    await button("act.next").click();
    await button("pin.locate").click();
    await access("home");
    await page.waitForFunction(() => !document.querySelector("button[type=submit]")?.disabled);
    const applied = page.waitForResponse(
      (one) => one.url().endsWith("/providers/me") && one.status() === 201,
    );
    await button("act.next").click();
    const { id } = await (await applied).json();
    say("has applied; the ID was read and is hidden");

    await page.getByText(t("paper.todo")).first().waitFor();
    await access("checklist");
    await page.locator("main a[href='/work/services']").first().click();
    await page
      .locator("details summary")
      .filter({ hasText: /سباكة|Plumbing/ })
      .click();
    await page.getByRole("checkbox", { name: /إصلاح حنفية|Repair tap/ }).check();
    await page.getByLabel(t("services.price")).fill("1");
    await page
      .getByRole("button", { name: new RegExp(head(formOf(lang, "desk", "services.save")).replace("(", "")) })
      .click();
    await page
      .getByText(/150|\d+\.\d\d/)
      .first()
      .waitFor();
    await access("services");
    await page.getByLabel(t("services.price")).fill("");
    await page
      .getByRole("button", { name: new RegExp(head(formOf(lang, "desk", "services.save")).replace("(", "")) })
      .click();
    say("a price out of bounds is refused at its field, the platform's is taken");

    for (let sent = 0; sent < 8; sent++) {
      await page.locator("main li a").first().waitFor();
      const open = page
        .locator("main li a[href^='/work/papers/']")
        .filter({ hasText: t("paper.todo") })
        .first();
      if ((await open.count()) === 0) break;
      await open.click();
      await photograph(page, t);
      if (sent === 0) await sendOverALostConnection(context, page, t, access);
      else await button("paper.send").click();
      await page.waitForURL(/\/work\/setup$/);
      await page.getByText(t("paper.waiting")).nth(sent).waitFor();
    }
    await button("setup.send").click();
    await page.getByText(t("setup.sent")).waitFor();
    say("papers are there, one of them over a lost connection, and sent for review");

    await areaAndHours(page, t, access);
    await page.goto("/work");
    await page.getByText(t("setup.waiting")).waitFor();
    await access("waiting");
    await verifyByStaff(url, lang, page, id);
    await page.reload();
    await page.getByRole("link", { name: t("setup.begin") }).click();
    await page.getByRole("switch").waitFor();
    say("verified by staff: the switch is there");
    fault();
  } catch (error) {
    await page.screenshot({ path: `test-results/onboarding-${lang}.png`, fullPage: true }).catch(() => null);
    throw error;
  } finally {
    await context.close();
  }
}

/** The camera takes a picture; a paper that ends says when. */
async function photograph(page, t) {
  const file = { name: "p.png", mimeType: "image/png", buffer: picture() };
  await page.getByTestId("camera").setInputFiles(file);
  await page.getByRole("button", { name: t("paper.again"), exact: true }).waitFor();
  const until = page.getByLabel(t("paper.until"));
  if ((await until.count()) > 0) await until.fill(UNTIL);
}

async function sendOverALostConnection(context, page, t, access) {
  await context.setOffline(true);
  await page.getByRole("button", { name: t("paper.send"), exact: true }).click();
  await page.getByText(t("paper.lost")).waitFor();
  await access("paper that was not sent");
  await context.setOffline(false);
  await page.getByRole("button", { name: t("act.retry"), exact: true }).click();
}

/** A circle around home, a week copied from one day, and time off. */
async function areaAndHours(page, t, access) {
  const button = (key) => page.getByRole("button", { name: t(key), exact: true });
  await page.goto("/work/areas");
  await button("areas.circle").click();
  await page
    .getByRole("group", { name: t("areas.how_far") })
    .getByRole("button")
    .nth(3)
    .click();
  await access("area editor");
  await button("act.save").click();
  await page.getByText(t("areas.main")).waitFor();

  await page.goto("/work/hours");
  const days = page.locator("main li button");
  await days.first().click();
  await button("hours.work").click();
  await page.getByLabel(t("hours.to"), { exact: true }).fill("09:00");
  await page.getByText(t("wrong.backwards")).waitFor();
  if (await button("act.save").isEnabled()) throw new Error("a day that ends before it begins can be saved");
  await page.getByLabel(t("hours.to"), { exact: true }).fill("00:00");
  for (const other of await page
    .getByRole("group", { name: t("hours.same") })
    .getByRole("button")
    .all())
    await other.click();
  await access("a day's hours");
  await button("act.save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  for (let day = 0; day < 7; day++)
    await days
      .nth(day)
      .getByText(/12:00|١٢:٠٠/)
      .waitFor();
  await button("besides.off").click();
  await access("time off");
  await button("act.save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText(t("besides.rests"), { exact: true }).nth(1).waitFor();
  await access("hours");
  await page.locator("main section button[aria-label]").first().click();
  await page.getByText(t("besides.none")).waitFor();
}

/** What an operator does at the desk, by the API. */
async function verifyByStaff(url, lang, page, id) {
  const t = wordsOf(lang);
  const staff = await tokenOf(url, OPERATOR);
  const record = await call(url, staff, "GET", `/api/v1/admin/providers/${id}`);
  const papers = record.documents.filter((one) => one.state === "uploaded");
  const [first, ...rest] = papers;
  await call(url, staff, "POST", `/api/v1/admin/providers/${id}/documents/${first.id}/reject`, {
    reason: "الصورة غير واضحة",
  });
  await page.goto("/work/setup");
  await page.getByText("الصورة غير واضحة").first().waitFor();
  await page
    .locator("main li a")
    .filter({ hasText: t("paper.rejected") })
    .first()
    .click();
  await photograph(page, t);
  await page.getByRole("button", { name: t("paper.send"), exact: true }).click();
  await page.waitForURL(/\/work\/setup$/);
  const send = page.getByRole("button", { name: t("setup.send"), exact: true });
  await send
    .or(page.getByText(t("setup.waiting")))
    .first()
    .waitFor();
  if (await send.isVisible()) await send.click();
  await page.getByText(t("setup.waiting")).waitFor();
  if (rest.length === 0) throw new Error("only one paper was asked for");
  await decideAtTheDesk(page.context().browser(), url, lang, id);
}

/** An operator looks at each paper beside the selfie, accepts it, and verifies the technician. */
async function decideAtTheDesk(browser, url, lang, id) {
  const t = wordsOf(lang);
  const context = await person(browser, { url, lang, viewport: DESK });
  const page = await context.newPage();
  const sure = async (what, reason, within = page) => {
    await within.getByRole("button", { name: t(what), exact: true }).click();
    await page.getByRole("dialog").getByLabel(t("story.reason")).fill(reason);
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("story.do"), exact: true })
      .click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  };
  try {
    await logIn(page, t, OPERATOR);
    await page.goto(`/ops/technicians/${id}`);
    const left = page.getByRole("region", { name: t("doc_view.first"), exact: true });
    const choice = left.getByRole("combobox");
    await choice.waitFor();
    await checkAccess(page, "papers of a technician");
    const papers = await choice
      .locator("option")
      .evaluateAll((all) => all.map(({ value, textContent }) => [value, textContent]));
    const waiting = papers.filter(([, name]) => name.endsWith(t("doc.uploaded")));
    if (waiting.length < 4) throw new Error(`${waiting.length} papers wait: ${papers.join(" | ")}`);
    for (const [paper] of waiting) {
      await choice.selectOption(paper);
      await page.waitForFunction(
        (label) => document.querySelector(`section[aria-label="${label}"] img`)?.naturalWidth > 0,
        t("doc_view.first"),
      );
      await sure("tech.accept_doc", "واضحة", left);
      await left
        .getByRole("button", { name: t("tech.accept_doc"), exact: true })
        .waitFor({ state: "hidden" });
    }
    await sure("tech.verify", "كل الأوراق سليمة");
    await page.getByRole("button", { name: t("tech.suspend"), exact: true }).waitFor();
  } catch (error) {
    await page.screenshot({ path: "test-results/onboarding-staff.png", fullPage: true }).catch(() => null);
    throw error;
  } finally {
    await context.close();
  }
}

const random = (digits) => String(Math.floor(Math.random() * 10 ** digits)).padStart(digits, "0");
