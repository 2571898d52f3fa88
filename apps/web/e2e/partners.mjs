/** A partner's programs: its keys, where it is told what happens, and what becomes of what it is told. */
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { DESK, person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { logIn, OPERATOR, wordsOf } from "./people.mjs";
import { keepPictures } from "./talking.mjs";

export async function partners(browser, { url, say, lang }) {
  const t = wordsOf(lang);
  const context = await person(browser, { url, lang, viewport: DESK });
  const page = await context.newPage();
  const fault = watchFaults(page);
  const receiver = await listen();
  const screen = { page, t, url, press: (name) => page.getByRole("button", { name, exact: true }).click() };
  try {
    await logIn(page, t, OPERATOR);
    await open(screen);
    say("a partner's account is opened");
    await keys(screen);
    say("a key is made, shown once, replaced and revoked");
    await endpoint(screen, receiver);
    say("an endpoint is told, signed with the secret that was shown");
    await failures(screen, receiver);
    say("what failed is sent again, and a receiver that is gone is told no more");
    fault();
  } catch (error) {
    await keepPictures("partners", [page]);
    throw error;
  } finally {
    await context.close();
    await receiver.close();
  }
}

/** The partner's own program: keeps what it hears and answers what it is told to. */
async function listen() {
  const heard = [];
  const state = { answer: 200 };
  const server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      heard.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(state.answer).end("heard");
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}/osta`,
    heard,
    answerWith: (status) => {
      state.answer = status;
    },
    close: () => new Promise((done) => server.close(done)),
  };
}

async function open({ page, t, press }) {
  await page.goto("/ops/partners");
  await page.getByRole("link", { name: t("partner.new") }).click();
  await page.locator("[name=nameAr]").fill("إدارة كمبوند الياسمين");
  await page.locator("[name=nameEn]").fill("Jasmine Compound");
  await page.locator("[name=contactPhone]").fill("12");
  await press(t("partner.open"));
  // The server says what is wrong, at its field.
  await page.locator("[name=contactPhone][aria-invalid=true]").waitFor();
  await page.locator("[name=contactPhone]").fill(`010${String(Date.now()).slice(-8)}`);
  await press(t("partner.open"));
  await page.getByText(t("key.none")).waitFor();
  await page.getByText(t("hook.none")).waitFor();
  await checkAccess(page, "a new partner");
}

/** Whether a key lets somebody in. */
async function lets(url, key) {
  const answer = await fetch(`${url}/api/v1/partner`, { headers: { authorization: `Bearer ${key}` } });
  return answer.status;
}

async function becomes(what, wanted) {
  for (let attempt = 0; attempt < 60; attempt++) {
    if ((await what()) === wanted) return;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`${await what()} instead of ${wanted}`);
}

async function secretShown({ page, t, press }) {
  const secret = (await page.getByTestId("secret").textContent()).trim();
  await checkAccess(page, "a secret that is shown once");
  await press(t("key.kept"));
  await page.getByTestId("secret").waitFor({ state: "detached" });
  if ((await page.content()).includes(secret)) throw new Error("the secret stays on the screen");
  return secret;
}

async function keys(screen) {
  const { page, t, url, press } = screen;
  await press(t("key.new"));
  const dialog = page.getByRole("dialog");
  await dialog.locator("[name=keyName]").fill("Booking system");
  await dialog.locator("[name='catalog:read']").check();
  await dialog.locator("[name='bookings:read']").check();
  await dialog.locator("[name=networks]").fill("nowhere");
  await dialog.getByRole("button", { name: t("key.make") }).click();
  await dialog.locator("[name=networks][aria-invalid=true]").waitFor();
  await checkAccess(page, "a new key");
  await dialog.locator("[name=networks]").fill("127.0.0.0/8");
  await dialog.getByRole("button", { name: t("key.make") }).click();
  const first = await secretShown(screen);
  if (!first.startsWith("osk_live_")) throw new Error(`the key is ${first}`);
  await becomes(() => lets(url, first), 200);

  await press(t("key.rotate"));
  await dialog.locator("[name=overlapHours]").fill("1");
  await dialog.getByRole("button", { name: t("key.rotate") }).click();
  const second = await secretShown(screen);
  await becomes(() => lets(url, second), 200);
  if ((await lets(url, first)) !== 200) throw new Error("the key before ended at once");
  await page.getByText(t("key_state.replaced")).waitFor();

  const row = page.getByRole("row").filter({ hasText: t("key_state.live") });
  await row.getByRole("button", { name: t("key.revoke") }).click();
  await dialog.getByLabel(t("story.reason")).fill("the program is gone");
  await dialog.getByRole("button", { name: t("story.do") }).click();
  await page.getByText(t("key_state.revoked")).waitFor();
  await becomes(() => lets(url, second), 401);
}

function isSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const said = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const wanted = createHmac("sha256", key).update(said).digest("base64");
  return headers["webhook-signature"].split(" ").includes(`v1,${wanted}`);
}

async function endpoint(screen, receiver) {
  const { page, t, press } = screen;
  await page.getByRole("link", { name: t("hook.new") }).click();
  await page.locator("[name=url]").fill("ftp://nowhere");
  await press(t("hook.make"));
  await page.locator("[name=url][aria-invalid=true]").waitFor();
  await page.locator("[name=url]").fill(receiver.url);
  await page.locator("input[name=description]").fill("Tickets");
  await press(t("hook.make"));
  const secret = await secretShown(screen);
  await page.getByText(t("hook.no_messages")).waitFor();
  await press(t("hook.test"));
  await page.getByText(t("hook_state.delivered"), { exact: true }).last().waitFor({ timeout: 30_000 });
  if (!isSigned(receiver.heard.at(-1), secret)) throw new Error("the message is not signed with the secret");
  await checkAccess(page, "an endpoint");

  await press(t("hook_event.webhook_test"));
  await page.getByRole("dialog").getByText("HTTP 200").waitFor();
  await page.getByRole("dialog").getByText('"webhook.test"').waitFor();
  await checkAccess(page, "a message");
  await page.keyboard.press("Escape");
}

async function failures({ page, t, press }, receiver) {
  const before = receiver.heard.length;
  const first = page
    .getByRole("row")
    .filter({ hasText: t("hook_state.delivered") })
    .first();
  await first.getByRole("button", { name: t("delivery.again") }).click();
  await becomes(() => receiver.heard.length > before, true);

  receiver.answerWith(410);
  await press(t("hook.test"));
  await page.getByText(t("hook.off_gone")).waitFor({ timeout: 30_000 });
  await page.getByLabel(t("board.status")).selectOption("failed");
  await page.getByRole("cell", { name: t("hook_state.failed") }).waitFor();
  await page
    .getByRole("cell", { name: t("hook_state.delivered") })
    .first()
    .waitFor({ state: "detached" });

  receiver.answerWith(200);
  await page.getByRole("switch", { name: t("hook.enabled") }).check();
  await press(t("act.save"));
  await page.getByText(t("hook.on"), { exact: true }).waitFor();
  const heard = receiver.heard.length;
  await press(t("hook.replay_all"));
  await becomes(() => receiver.heard.length > heard, true);
  await page.getByText(t("hook.no_messages")).waitFor({ timeout: 30_000 });

  page.once("dialog", (dialog) => void dialog.accept());
  await press(t("hook.delete"));
  await page.getByText(t("hook.none")).waitFor();
}
