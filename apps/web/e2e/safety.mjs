/** A visit that is shared with somebody who has no account, and help that is called in it. */
import { person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { logIn, PLUMBER, wordsOf } from "./people.mjs";
import { accept, book, enter, finish, here, setOut } from "./setting.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";

export async function safety(browser, { url, lang, say }) {
  const t = wordsOf(lang);
  const [mona, plumber] = await Promise.all([enter(url, CUSTOMER), enter(url, PLUMBER)]);
  await here(plumber);
  const booking = await book(mona);
  await accept(plumber, booking.id);
  await setOut(plumber, booking);
  await here(plumber, { lat: 29.9701, lng: 31.2581 });
  const contexts = await Promise.all([person(browser, { url, lang }), person(browser, { url, lang })]);
  await contexts[0].grantPermissions(["clipboard-read", "clipboard-write", "geolocation"]);
  const [page, family] = await Promise.all(contexts.map((context) => context.newPage()));
  const faults = [page, family].map(watchFaults);
  try {
    await logIn(page, t, CUSTOMER);
    await page.goto(`/bookings/${booking.id}`);
    await page.getByRole("button", { name: t("share.open") }).click();
    const made = page.waitForResponse(
      (one) => one.url().includes("share-links") && one.request().method() === "POST",
    );
    await page.getByRole("button", { name: t("share.send") }).click();
    const { token } = await (await made).json();
    await page.getByRole("button", { name: t("share.revoke") }).waitFor();
    await checkAccess(page, `${lang}: sharing`);
    await family.goto(`/shared/${token}`);
    await family.locator("[data-testid=shared-state][data-state=en_route]").waitFor();
    await checkAccess(family, `${lang}: shared visit`);
    await page.getByRole("button", { name: t("share.revoke") }).click();
    await page.getByText(t("share.revoked")).waitFor();
    await family.getByText(t("shared.over"), { exact: true }).waitFor({ timeout: 20_000 });
    await page.keyboard.press("Escape");
    say("family follows the visit without an account, until the link is taken back");

    await page.getByRole("button", { name: t("help.open") }).click();
    await checkAccess(page, `${lang}: help`);
    const hold = page.getByRole("button", { name: t("help.hold") });
    await hold.hover();
    await page.mouse.down();
    await page.waitForTimeout(400);
    await page.mouse.up();
    await page.waitForTimeout(300);
    if (await page.getByTestId("sos").count()) throw new Error("a short press called for help");
    await page.mouse.down();
    await page.getByTestId("sos").waitFor();
    await page.mouse.up();
    await checkAccess(page, `${lang}: help was called`);
    await page.getByRole("button", { name: t("help.mistake") }).click();
    await page.getByText(t("help.mistake_told")).waitFor();
    say("held long enough, the button calls for help; a mistake is told");

    await finish(mona, plumber, booking, { isOnTheWay: true });
    await page.getByRole("button", { name: t("dispute.open") }).click();
    await page.getByRole("button", { name: t("dispute.send") }).click();
    await page.getByText(t("dispute.kind_missing")).waitFor();
    await checkAccess(page, `${lang}: a complaint in which all is missing`);
    await page.getByLabel(t("dispute.kind")).click();
    await page.getByRole("option", { name: t("dispute_kind.not_fixed") }).click();
    await page.getByLabel(t("dispute.reason")).fill("الحنفية ما زالت تنقط");
    await page.getByRole("radio", { name: t("dispute_ending.re_service") }).check();
    await checkAccess(page, `${lang}: complaint`);
    await page.getByRole("button", { name: t("dispute.send") }).click();
    await page.getByTestId("case").waitFor();
    await plumber.call("POST", `/bookings/${booking.id}/dispute/proposals`, {
      outcome: "partial_refund",
      refund: { amount: 5000, currency: "EGP" },
      text: "أرجع لك خمسين جنيهًا",
    });
    await page.reload();
    await page.getByRole("button", { name: t("case.accept") }).waitFor();
    await checkAccess(page, `${lang}: a proposal`);
    await page.getByRole("button", { name: t("case.accept") }).click();
    await page.getByRole("button", { name: t("case.accept") }).waitFor({ state: "detached" });
    say("a complaint is settled by the technician's proposal");
    for (const fault of faults) fault();
  } catch (error) {
    await keepPictures(`safety-${lang}`, [page, family]);
    throw error;
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}
