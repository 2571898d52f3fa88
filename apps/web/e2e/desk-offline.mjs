/** A technician's desk without a network: what was never opened is there, too. */
import { person } from "./browser.mjs";
import { checkAccess } from "./checks.mjs";
import { logIn, PLUMBER, wordsOf } from "./people.mjs";
import { keepPictures } from "./talking.mjs";

const SCREENS = [
  ["/work/agenda", "agenda.title"],
  ["/work/hours", "hours.title"],
  ["/work/earnings", "desk.earnings"],
  ["/work/me", "desk.me"],
];

export async function deskOffline(browser, { url, say }) {
  const t = wordsOf("ar");
  const context = await person(browser, { url, workers: true });
  const page = await context.newPage();
  const title = (key) => page.getByRole("heading", { level: 1, name: t(key), exact: true });
  /** What is shown, and that it may be old. Nothing failed, and nothing is still on its way. */
  const drawn = async (key) => {
    await title(key).waitFor();
    await page.getByText(t("state.offline_bar")).waitFor();
    await page
      .getByRole("status", { name: t("state.loading") })
      .first()
      .waitFor({ state: "detached" });
    if (await page.getByText(t("state.offline"), { exact: true }).count())
      throw new Error(`${key} has nothing to show`);
    await checkAccess(page, `${key} without a network`);
  };
  try {
    await logIn(page, t, PLUMBER);
    // Only the first of its screens is opened while there is a network.
    await title("desk.now").waitFor();
    await page.waitForFunction(async () => Boolean(await caches.match("/kept/desk")), null, {
      timeout: 30_000,
    });
    await page.waitForFunction(() =>
      ["agenda", "hours", "besides", "earnings"].every((name) =>
        Object.keys(localStorage).some((key) => key.endsWith(`.${name}`)),
      ),
    );
    say("the desk is kept once it was open for a while, with what its other screens show");

    await context.setOffline(true);
    await page.goto("about:blank");
    await page.goto("/work");
    await drawn("desk.now");
    await page.reload();
    await drawn("desk.now");
    for (const [path, key] of SCREENS) {
      await page
        .locator(`a[href="${path}"]`)
        .first()
        .click({ timeout: 2000 })
        .catch(() => page.goto(path));
      await drawn(key);
      await page.goto("about:blank");
      await page.goto(path);
      await drawn(key);
    }
    say(`without a network it opens anew, and ${SCREENS.length} more screens that were never open`);

    await context.setOffline(false);
    await page.getByText(t("state.offline_bar")).waitFor({ state: "detached" });
    say("when the network is back nothing is old any more");
  } catch (error) {
    await keepPictures("desk-offline", [page]);
    throw error;
  } finally {
    await context.close();
  }
}

/** A customer's phone does not load the desk. */
export async function noDesk(browser, { url, say }) {
  const context = await person(browser, { url, workers: true });
  const page = await context.newPage();
  try {
    await page.goto("/");
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const kept = await page.evaluate(async () => {
      const all = await Promise.all(
        (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
      );
      return all.flat().map(({ url: of }) => new URL(of).pathname);
    });
    const desk = kept.filter((path) => /\/(desk|agenda|hours)-/.test(path) || path.startsWith("/kept/"));
    if (desk.length > 0) throw new Error(`a customer's phone keeps ${desk}`);
    say(`a customer's phone keeps ${kept.length} files, none of the desk`);
  } finally {
    await context.close();
  }
}
