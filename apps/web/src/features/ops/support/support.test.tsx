import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import {
  address,
  answer,
  closed,
  dialog,
  files,
  fill,
  isOpen,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  type Sent,
  sentTo,
  show,
  t,
  whenSent,
} from "@/testing/screen";
import Leaks from "./leaks";
import Support from "./support";

const AT = "2026-03-01T08:00:00Z";
/** The same in a file: Cairo's. */
const IN_FILE = "2026-03-01 10:00:00";
const conversation = (more = {}) => ({
  id: "c1",
  kind: "support",
  state: "waiting",
  mySide: "operator",
  subject: "The bill",
  createdAt: AT,
  updatedAt: AT,
  lastSeq: 2,
  readSeq: 0,
  unreadCount: 2,
  with: [
    { side: "customer", userId: "u1", name: "Sara" },
    { side: "operator", userId: "me", name: "Mona" },
  ],
  ...more,
});
const CASE = { conversation: conversation(), assignedTo: null, contactLeaks: 0 };
const message = (seq: number, more = {}) => ({
  id: `m${seq}`,
  seq,
  kind: "text",
  side: "customer",
  text: `Message ${seq}`,
  sentAt: AT,
  masked: false,
  mine: false,
  ...more,
});
const HERE = "/api/v1/admin/conversations/c1";
const ALL = { at: "/ops/support", route: "/ops/support/:id?" };
const ONE = { ...ALL, at: "/ops/support/c1?assigned=nobody" };

beforeEach(() => {
  logIn();
  answer("GET /api/v1/admin/conversations", { items: [CASE] });
  answer(`GET ${HERE}/messages`, { items: [message(1), message(2)], lastSeq: 2 });
  answer("GET /api/v1/admin/users", {
    items: [{ id: "u7", firstName: "Hany", lastName: "Adly", role: "support" }],
  });
});

test("the queue: who asks, what about, who looks after it; filters stay in the address", async () => {
  answer("GET /api/v1/admin/conversations", {
    items: [
      CASE,
      {
        conversation: conversation({
          id: "c2",
          kind: "booking",
          state: "open",
          subject: null,
          service: { ar: "حنفية", en: "Tap repair" },
          bookingNumber: "K7Q2M",
          unreadCount: 0,
          with: [{ side: "provider" }],
        }),
        contactLeaks: 3,
      },
      {
        conversation: conversation({ id: "c3", subject: "Thanks", with: [] }),
        assignedTo: "me",
        contactLeaks: 0,
      },
    ],
    nextCursor: "more",
  });
  show(<Support />, ALL);
  await screen.findByText("The bill");
  screen.getByText(t("support.choose"));
  const [first, second, third] = Array.from(
    document.querySelectorAll("nav a"),
    (one) => one.textContent ?? "",
  );
  expect(first).toContain("Sara2");
  expect(first).toContain(t("assigned.nobody"));
  expect(second).toContain(t("by.provider"));
  expect(second).toContain("Tap repair");
  expect(second).toContain(t("support.leak_count", { count: 3 }));
  expect(second).toContain("K7Q2M");
  expect(third).toContain(t("assigned.me"));
  expect(lastTo("GET /api/v1/admin/conversations").query).toMatchObject({ kind: "support" });

  await press(t("ops.next_page"));
  await waitFor(() => expect(lastTo("GET /api/v1/admin/conversations").query.cursor).toBe("more"));
  await press(t("ops.first_page"));
  await press(t("support.leaks"));
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/conversations").query).toMatchObject({ leaks: "true" }),
  );
  expect(lastTo("GET /api/v1/admin/conversations").query.kind, "of every kind then").toBeUndefined();
  await fill(t("support.assigned"), "me");
  await waitFor(() => expect(address()).toContain("assigned=me"));
});

test("nobody asks, and a queue that cannot be had", async () => {
  answer("GET /api/v1/admin/conversations", refusal(503, "away", "Try again soon."));
  show(<Support />, ALL);
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/conversations", { items: [] });
  await press(t("act.retry"));
  await screen.findByText(t("support.nobody"));
});

test("a question is taken and answered; what was written stays when it is refused", async () => {
  show(<Support />, ONE);
  await screen.findByRole("heading", { name: "The bill" });
  await screen.findByText("Message 2");
  expect(pressables("Sara")[0]?.getAttribute("href")).toBe("/ops/accounts/u1");
  answer(`POST ${HERE}/assign`, null);
  answer("GET /api/v1/admin/conversations", { items: [{ ...CASE, assignedTo: "me" }] });
  await press(t("support.take"));
  await screen.findByText(t("support.yours"));
  expect(lastTo(`POST ${HERE}/assign`).body).toEqual({ operatorId: "me" });
  await waitFor(() => expect(pressables(t("support.take"))).toEqual([]));

  expect(isOpen(t("support.send"))).toBe(false);
  await fill(t("support.answer"), "  ");
  fireEvent.keyDown(screen.getByLabelText(t("support.answer")), { key: "Enter", ctrlKey: true });
  fireEvent.keyDown(screen.getByLabelText(t("support.answer")), { key: "Enter" });
  expect(sentTo(`POST ${HERE}/messages`)).toEqual([]);
  await fill(t("support.answer"), "We send it now ");
  answer(`POST ${HERE}/messages`, refusal(503, "away", "Not now."));
  await press(t("support.send"));
  await screen.findByText("Not now.");
  const field = screen.getByLabelText<HTMLTextAreaElement>(t("support.answer"));
  expect(field.value).toBe("We send it now ");
  answer(`POST ${HERE}/messages`, message(3));
  fireEvent.keyDown(field, { key: "Enter", metaKey: true });
  await waitFor(() => expect(field.value).toBe(""));
  const [refused, said] = sentTo(`POST ${HERE}/messages`).map(({ body }) => body as { id: string });
  expect(said).toMatchObject({ kind: "text", text: "We send it now" });
  expect(said?.id, "the same message is never said twice").toBe(refused?.id);
  await fill(t("support.answer"), "And another");
  await press(t("support.send"));
  const { body } = await whenSent(`POST ${HERE}/messages`, 3);
  expect((body as { id: string }).id).not.toBe(said?.id);
});

test("it is handed on to a colleague, or closed with a reason", async () => {
  show(<Support />, ONE);
  await press(t("support.hand_on"));
  await fill(t("support.colleague"), "u7");
  await fill(t("story.reason"), "knows bills");
  answer(`POST ${HERE}/assign`, null);
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo(`POST ${HERE}/assign`).body).toEqual({ operatorId: "u7" });
  await press(t("support.close"));
  await fill(t("story.reason"), "answered");
  answer(`POST ${HERE}/close`, null);
  answer("GET /api/v1/admin/conversations", {
    items: [{ ...CASE, conversation: conversation({ state: "closed" }) }],
  });
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo(`POST ${HERE}/close`).body).toEqual({ reason: "answered" });
  await screen.findByText(t("support.is_closed"));
  expect(pressables(t("support.send"))).toEqual([]);
});

test("who may not see people hands nothing on; a booking's conversation is only read", async () => {
  logIn("support");
  answer("GET /api/v1/admin/conversations", {
    items: [
      {
        ...CASE,
        conversation: conversation({
          kind: "booking",
          bookingId: "b1",
          with: [{ side: "provider", userId: "t1" }],
        }),
      },
    ],
  });
  show(<Support />, { ...ALL, at: "/ops/support/c1?kind=booking" });
  await screen.findByText(t("support.read_only"));
  expect(pressables(t("live.to_booking"))[0]?.getAttribute("href")).toBe("/ops/bookings/b1");
  screen.getByText(t("support.person"));
  expect(pressables(t("support.person")), "people do not open for support").toEqual([]);
  expect(pressables(t("support.hand_on"))).toEqual([]);
  expect(sentTo("GET /api/v1/admin/users")).toEqual([]);
});

test("messages of every kind: pictures, voices, places, leaks; earlier ones when asked for", async () => {
  answer(`GET ${HERE}/attachments/*`, ({ path }: Sent) =>
    path.endsWith("a3") ? refusal(410, "gone", "Removed.") : new Response("file"),
  );
  const all = [
    message(101, { kind: "system", side: "system", text: null, system: { code: "closed" } }),
    message(102, { attachment: { id: "a1", kind: "photo" }, text: null }),
    message(103, { attachment: { id: "a2", kind: "voice" }, text: null, side: "operator" }),
    message(104, { attachment: { id: "a3", kind: "photo" }, text: null }),
    message(105, { place: { lat: 30.04441, lng: 31.23572 }, text: null, side: "provider" }),
    message(106, { text: "Call me", masked: true, contactLeak: { kinds: ["phone"] } }),
  ];
  answer(`GET ${HERE}/messages`, ({ query }: Sent) =>
    query.before ? { items: [message(1), message(2)], lastSeq: 106 } : { items: all, lastSeq: 106 },
  );
  show(<Support />, ONE);
  await screen.findByRole("img", { name: t("chat.photo") });
  await waitFor(() =>
    expect(document.querySelector("audio")?.getAttribute("aria-label")).toBe(t("chat.voice")),
  );
  await screen.findByText(t("chat.no_file"));
  screen.getByText("30.04441, 31.23572");
  screen.getByText(t("chat.masked"));
  screen.getByText(t("leak.phone"));
  await press(t("chat.earlier"));
  await screen.findByText("Message 1");
  expect(lastTo(`GET ${HERE}/messages`).query).toMatchObject({ before: "101" });
  await press(t("chat.latest"));
  await screen.findByText("Call me");
});

test("nothing was said yet, and messages that cannot be had", async () => {
  answer(`GET ${HERE}/messages`, refusal(403, "forbidden", "Not yours to read."));
  show(<Support />, ONE);
  await screen.findByText("Not yours to read.");
  answer(`GET ${HERE}/messages`, { items: [], lastSeq: 0 });
  await press(t("act.retry"));
  await screen.findByText(t("chat.none"));
});

const OMAR = "01234567-89ab-7def-8123-0123456789ab";

test("whose messages led around the platform", async () => {
  answer("GET /api/v1/admin/contact-leaks", {
    items: [{ userId: OMAR, messages: 1200, conversations: 4, lastAt: AT }],
  });
  answer("GET /api/v1/admin/users", { items: [{ id: OMAR, firstName: "Omar", lastName: "Said" }] });
  show(<Leaks />, { at: "/ops/leaks" });
  expect((await screen.findByText("Omar Said")).closest("a")?.getAttribute("href")).toBe(
    `/ops/accounts/${OMAR}`,
  );
  screen.getByText("1,200");
  expect(pressables(t("leaks.to_conversations"))[0]?.getAttribute("href")).toBe("/ops/support?leaks=1");
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  expect((await Array.from(files.values())[0])?.trim().split("\r\n")[1]).toBe(`${OMAR},1200,4,${IN_FILE}`);
});
