/** Text twice as large on a small phone (WCAG 1.4.4): nothing runs out of the screen, no label is cut. */
import { PHONE, person } from "./browser.mjs";
import { checkWidth, watchFaults } from "./checks.mjs";
import { logIn, PLUMBER, wordsOf } from "./people.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";
const SCREENS = [
  [
    CUSTOMER,
    [
      "/",
      "/c/plumbing",
      "/bookings",
      "/talk",
      "/account",
      "/account/addresses",
      "/account/alerts",
      "/account/notifications",
      "/account/plans",
      "/account/privacy",
      "/account/technicians",
      "/account/wallet",
    ],
  ],
  [PLUMBER, ["/work", "/work/agenda", "/work/earnings", "/work/hours", "/work/areas", "/work/me"]],
];

export async function large(browser, { url, say }) {
  const faults = [];
  let looked = 0;
  for (const lang of ["ar", "en"]) {
    const t = wordsOf(lang);
    for (const [phone, paths] of SCREENS) {
      const context = await person(browser, { url, lang, viewport: PHONE });
      const page = await context.newPage();
      const noFaults = watchFaults(page);
      const look = async (name) => {
        await page.waitForLoadState("networkidle");
        looked++;
        await checkWidth(page, `${lang}: ${name}`).catch((error) => faults.push(error.message));
        const cut = await page.evaluate(cutLabels);
        if (cut.length > 0) faults.push(`${lang}: ${name} cuts ${cut.join(", ")}`);
      };
      try {
        await logIn(page, t, phone);
        await page.addInitScript(() => {
          const grow = () => document.documentElement?.style.setProperty("font-size", "200%");
          grow();
          document.addEventListener("DOMContentLoaded", grow);
        });
        for (const path of paths) {
          await page.goto(path);
          await look(path);
        }
        if (phone === CUSTOMER) {
          await page.goto("/c/plumbing");
          await page.locator("main a[href^='/s/']").first().click();
          await look("a service");
          await page.getByRole("button", { name: t("service.order"), exact: true }).click();
          await look("where");
          await page.getByRole("button", { name: t("act.next") }).click();
          await page.getByRole("radio", { name: t("time.later") }).check();
          await look("when");
          await page.getByRole("radio", { name: t("time.now") }).check();
          await page.getByRole("button", { name: t("act.next") }).click();
          await look("the price");
          await page.goto("/bookings");
          await page.locator("main a[href^='/bookings/']").first().click();
          await page.getByTestId("stage").waitFor();
          await look("a booking");
        }
        noFaults();
      } catch (error) {
        await keepPictures(`large-${lang}`, [page]);
        throw error;
      } finally {
        await context.close();
      }
    }
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  say(`${looked} screens with text twice as large`);
}

/** Chips and labels of fields whose text is longer than their place. */
function cutLabels() {
  return Array.from(document.querySelectorAll(".MuiChip-label, .MuiInputLabel-root, button > span"))
    .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
    .map((one) => `"${one.textContent?.trim().slice(0, 40)}"`);
}
