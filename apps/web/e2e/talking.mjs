/** Two browsers talk; one loses its connection and its page, and nothing is lost or said twice. */
import { person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { logIn, PLUMBER, wordsOf } from "./people.mjs";
import { accept, book, enter, here } from "./setting.mjs";

const CUSTOMER = "01000000001";

export async function talking(browser, { url, lang, say }) {
  const t = wordsOf(lang);
  const [mona, plumber] = await Promise.all([enter(url, CUSTOMER), enter(url, PLUMBER)]);
  await here(plumber);
  const booking = await book(mona);
  await accept(plumber, booking.id);
  const contexts = await Promise.all([1, 2].map(() => person(browser, { url, lang })));
  const [customer, technician] = await Promise.all(contexts.map((context) => context.newPage()));
  const faults = [customer, technician].map(watchFaults);
  const write = async (page, text) => {
    await page.getByLabel(t("talk.write")).fill(text);
    await page.getByRole("button", { name: t("talk.send"), exact: true }).click();
  };
  const log = (page) => page.getByRole("log", { name: t("talk.said") });
  try {
    await Promise.all([logIn(customer, t, CUSTOMER), logIn(technician, t, PLUMBER)]);
    await customer.goto(`/bookings/${booking.id}`);
    await customer.getByRole("link", { name: t("talk.open") }).click();
    await customer.getByLabel(t("talk.write")).waitFor();
    // The same address leads a technician to the desk.
    await technician.goto(new URL(customer.url()).pathname);
    await technician.waitForURL(/\/work\/talk\//);
    await technician.getByLabel(t("talk.write")).waitFor();
    await write(customer, "هل تحتاج سلم؟");
    await log(technician).getByText("هل تحتاج سلم؟").waitFor();
    await customer.locator("[data-fate=read]").waitFor();
    await checkAccess(customer, `${lang}: conversation`);
    await technician.getByLabel(t("talk.write")).pressSequentially("لا");
    await customer.getByTestId("typing").getByText(t("talk.typing")).waitFor();
    await write(technician, "لا شكرًا");
    await log(customer).getByText("لا شكرًا").waitFor();
    say("both read each other, and see that it was read");

    await contexts[0].setOffline(true);
    await write(customer, "أنا في الدور الثالث");
    await customer.locator("[data-fate=waiting]").waitFor();
    await contexts[0].setOffline(false);
    await log(technician).getByText("أنا في الدور الثالث").waitFor();
    // The sender may hear of it later than the other one reads it.
    await customer.locator("[data-fate=waiting]").waitFor({ state: "detached" });
    await customer.route("**/messages", (route) =>
      route.request().method() === "POST" ? route.abort() : route.fallback(),
    );
    await write(customer, "والباب الأزرق");
    await customer.locator("[data-fate=waiting]").waitFor();
    await customer.getByLabel(t("talk.write")).fill("كلام لم يُرسل");
    await customer.reload();
    await customer.locator("[data-fate=waiting]").getByText("والباب الأزرق").waitFor();
    if ((await customer.getByLabel(t("talk.write")).inputValue()) !== "كلام لم يُرسل")
      throw new Error("what was being written did not outlive the reload");
    await customer.unroute("**/messages");
    await log(technician).getByText("والباب الأزرق").waitFor({ timeout: 25_000 });
    await customer.locator("[data-fate=waiting]").waitFor({ state: "detached", timeout: 25_000 });
    for (const text of ["أنا في الدور الثالث", "والباب الأزرق"]) {
      const count = await log(technician).getByText(text).count();
      if (count !== 1) throw new Error(`"${text}" was said ${count} times`);
    }
    say("without a connection, and over a reload, each message arrived once");

    const [chooser] = await Promise.all([
      customer.waitForEvent("filechooser"),
      customer.getByRole("button", { name: t("talk.send_photo") }).click(),
    ]);
    await chooser.setFiles("public/icon-512.png");
    await log(technician)
      .getByRole("img", { name: t("talk.photo") })
      .waitFor();
    await customer.getByLabel(t("talk.write")).fill("");
    await customer.getByRole("button", { name: t("talk.record"), exact: true }).click();
    await customer
      .getByRole("timer")
      .getByText(/0:0[1-9]/)
      .waitFor();
    await checkAccess(customer, `${lang}: a voice note being spoken`);
    await customer.getByRole("button", { name: t("talk.record_cancel") }).click();
    await customer.getByRole("button", { name: t("talk.record"), exact: true }).click();
    await customer
      .getByRole("timer")
      .getByText(/0:0[1-9]/)
      .waitFor();
    await customer.getByRole("button", { name: t("talk.send"), exact: true }).click();
    const voice = log(technician).getByRole("button", { name: t("talk.voice") });
    await voice.click();
    const heard = log(technician).locator("audio");
    await heard.waitFor();
    await technician.waitForFunction(
      (audio) => audio.readyState >= 1 && !audio.error,
      await heard.elementHandle(),
    );
    if ((await log(technician).locator("audio").count()) !== 1)
      throw new Error("a note thrown away was sent");
    say("a voice note was spoken, thrown away, spoken anew and heard");
    await write(customer, "كلمني على 01012345678");
    await customer.locator(".hint").waitFor();
    await customer.goto("/talk");
    await customer.getByRole("link", { name: t("talk.ask") }).waitFor();
    await checkAccess(customer, `${lang}: conversations`);
    say("a photo arrived, and a telephone number is answered with a hint");
    for (const fault of faults) fault();
  } catch (error) {
    await keepPictures("talking", [customer, technician]);
    throw error;
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
    await mona.call("POST", `/bookings/${booking.id}/cancel`, {}).catch(() => undefined);
  }
}

export async function keepPictures(name, pages) {
  await Promise.all(
    pages.map((page, n) =>
      page.screenshot({ path: `test-results/${name}-${n}.png`, fullPage: true }).catch(() => null),
    ),
  );
}
