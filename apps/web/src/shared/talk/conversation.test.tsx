import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { ChatMessageOut, ConversationOut } from "@/generated/talk";
import { maps, markers } from "@/testing/map";
import { noPhoto, photo } from "@/testing/picture";
import {
  answer,
  closed,
  dialog,
  fill,
  isOpen,
  lastTo,
  logIn,
  press,
  pressable,
  pressables,
  refusal,
  type Sent,
  sentTo,
  show,
  t,
  whenSent,
} from "@/testing/screen";
import { Conversation } from "./conversation";
import { sender } from "./sender";
import { useTalk } from "./use-talk";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));

/** The open line to the server, which the test speaks on. */
const line = vi.hoisted(() => {
  const heard: [string, unknown][] = [];
  const listeners = new Map<string, (told: unknown) => void>();
  return { heard, listeners, connected: true };
});
vi.mock("socket.io-client", () => ({
  io: () => {
    const socket = {
      connected: true,
      active: true,
      on: (event: string, listener: (told: unknown) => void) => {
        line.listeners.set(event, listener);
        if (event === "connect") queueMicrotask(() => listener(undefined));
      },
      emit: (event: string, said: unknown) => line.heard.push([event, said]),
      connect: () => line.listeners.get("connect")?.(undefined),
      disconnect: () => line.listeners.get("disconnect")?.("io client disconnect"),
    };
    return socket;
  },
}));

const AT = "2026-03-01T08:00:00Z";
const HERE = "/api/v1/conversations/c1";
const conversation = (more: Partial<ConversationOut> = {}): ConversationOut => ({
  id: "c1",
  kind: "booking",
  state: "open",
  mySide: "customer",
  createdAt: AT,
  updatedAt: AT,
  lastSeq: 2,
  readSeq: 0,
  unreadCount: 2,
  with: [{ side: "provider", userId: "t1", name: "Amr S." }] as ConversationOut["with"],
  ...more,
});
const message = (seq: number, more: Partial<ChatMessageOut> = {}): ChatMessageOut =>
  ({
    id: `m${seq}`,
    seq,
    kind: "text",
    side: "provider",
    mine: false,
    masked: false,
    text: `Message ${seq}`,
    sentAt: AT,
    ...more,
  }) as ChatMessageOut;

/** What was said so far, as the server has it. */
let said: ChatMessageOut[] = [];
let one = conversation();

function Screen() {
  const talk = useTalk("c1", "me");
  return <Conversation talk={talk} userId="me" quick={["I am down here"]} />;
}

beforeEach(() => {
  logIn("customer");
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: !query.includes("coarse"),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }));
  maps.splice(0);
  markers.clear();
  line.heard.splice(0);
  said = [message(1), message(2)];
  one = conversation();
  answer(`GET ${HERE}`, () => one);
  answer(`GET ${HERE}/messages`, ({ query }: Sent) => ({
    items: said.filter(({ seq }) => (query.after ? seq > Number(query.after) : true)),
    lastSeq: said.at(-1)?.seq ?? 0,
    receipts: [],
  }));
  answer(`POST ${HERE}/receipts`, { receipts: [] });
});

/** The server takes a message in and says it back. */
const takes = () =>
  answer(`POST ${HERE}/messages`, ({ body }: Sent) => {
    const { id, text, kind } = body as { id: string; text?: string; kind: ChatMessageOut["kind"] };
    const made = message(said.length + 1, { id, text, kind, mine: true, side: "customer" });
    said = [...said, made];
    return made;
  });

test("what is written is sent with Enter, and stays as a draft until then", async () => {
  takes();
  const { unmount } = show(<Screen />);
  await screen.findByText("Message 2");
  expect(isOpen(t("talk.send"))).toBe(false);
  await fill(t("talk.write"), "Where are ");
  unmount();
  show(<Screen />);
  await screen.findByText("Message 2");
  const field = screen.getByLabelText<HTMLTextAreaElement>(t("talk.write"));
  expect(field.value, "what was being written outlives the page").toBe("Where are ");
  await fill(t("talk.write"), "Where are you?");
  fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
  expect(sentTo(`POST ${HERE}/messages`)).toEqual([]);
  fireEvent.keyDown(field, { key: "Enter" });
  await whenSent(`POST ${HERE}/messages`);
  expect(lastTo(`POST ${HERE}/messages`).body).toMatchObject({ kind: "text", text: "Where are you?" });
  await within(screen.getByRole("log")).findByText("Where are you?");
  expect(field.value).toBe("");
  expect(line.heard, "the other side learns that one writes").toContainEqual([
    "typing",
    { room: "conversation:c1", on: true },
  ]);
  await press("I am down here");
  await press("I am down here");
  await whenSent(`POST ${HERE}/messages`, 2);
  await within(screen.getByRole("log")).findByText("I am down here");
  expect(sentTo(`POST ${HERE}/messages`), "two taps in a row are one").toHaveLength(2);
});

test("what the server refuses stays, says why, and is sent again or thrown away", async () => {
  answer(`POST ${HERE}/messages`, refusal(422, "chat.contact", "No phone numbers here."));
  show(<Screen />);
  await screen.findByText("Message 2");
  await fill(t("talk.write"), "Call 010");
  await press(t("talk.send"));
  await screen.findByText("No phone numbers here.");
  await screen.findByRole("img", { name: t("fate.refused") });
  takes();
  await press(t("act.retry"));
  await waitFor(() => expect(screen.queryByText("No phone numbers here.")).toBeNull());
  const [first, second] = sentTo(`POST ${HERE}/messages`).map(({ body }) => (body as { id: string }).id);
  expect(second, "said once, however often it is sent").toBe(first);

  answer(`POST ${HERE}/messages`, refusal(422, "chat.contact", "No phone numbers here."));
  await fill(t("talk.write"), "Call 011");
  await press(t("talk.send"));
  await press(t("talk.drop"));
  await waitFor(() => expect(screen.queryByText("Call 011")).toBeNull());
  expect(sender.waiting).toEqual([]);
});

test("a picture goes before the message that names it; a place is sent as it was found", async () => {
  takes();
  answer(`PUT ${HERE}/attachments/*`, { id: "a" });
  show(<Screen />);
  await screen.findByText("Message 2");
  const file = document.querySelector<HTMLInputElement>("input[type=file]");
  const choose = (one: File) => fireEvent.change(file as HTMLInputElement, { target: { files: [one] } });
  choose(noPhoto());
  await screen.findByText(t("file.no_photo"));
  expect(sender.waiting, "nothing is said").toEqual([]);
  await fill(t("talk.write"), "It leaks");
  expect(screen.queryByText(t("file.no_photo")), "one goes on").toBeNull();
  await fill(t("talk.write"), "");
  choose(photo());
  const { path } = await whenSent(`PUT ${HERE}/attachments/*`);
  await whenSent(`POST ${HERE}/messages`);
  expect(lastTo(`POST ${HERE}/messages`).body).toMatchObject({
    kind: "photo",
    attachmentId: path.split("/").at(-1),
  });
  const asked = vi.fn((found: (at: unknown) => void, _: () => void) =>
    found({ coords: { latitude: 29.96, longitude: 31.25 } }),
  );
  vi.stubGlobal("navigator", Object.assign(navigator, { geolocation: { getCurrentPosition: asked } }));
  await press(t("talk.send_place"));
  await whenSent(`POST ${HERE}/messages`, 2);
  expect(lastTo(`POST ${HERE}/messages`).body).toMatchObject({
    kind: "place",
    place: { lat: 29.96, lng: 31.25 },
  });
  asked.mockImplementation((_, refused) => refused());
  await press(t("talk.send_place"));
  await screen.findByText(t("talk.no_place"));
});

test("a voice note is spoken, heard to run, and sent or thrown away", async () => {
  takes();
  answer(`PUT ${HERE}/attachments/*`, { id: "a" });
  const stopped = vi.fn();
  class Recorder extends EventTarget {
    static isTypeSupported = (kind: string) => kind.includes("ogg");
    state = "inactive";
    start() {
      this.state = "recording";
    }
    stop() {
      this.state = "inactive";
      this.dispatchEvent(Object.assign(new Event("dataavailable"), { data: new Blob(["voice"]) }));
      this.dispatchEvent(new Event("stop"));
    }
  }
  const microphone = vi.fn(async () => ({ getTracks: () => [{ stop: stopped }] }));
  vi.stubGlobal("MediaRecorder", Recorder);
  vi.stubGlobal("navigator", Object.assign(navigator, { mediaDevices: { getUserMedia: microphone } }));
  show(<Screen />);
  await screen.findByText("Message 2");
  await press(t("talk.record"));
  await waitFor(() => expect(screen.getByRole("timer").textContent).toMatch(/0:0\d/));
  await press(t("talk.record_cancel"));
  await pressable(t("talk.record"));
  expect(stopped).toHaveBeenCalled();
  expect(sentTo(`POST ${HERE}/messages`)).toEqual([]);

  await press(t("talk.record"));
  await press(t("talk.send"));
  await whenSent(`POST ${HERE}/messages`);
  expect(lastTo(`POST ${HERE}/messages`).body).toMatchObject({ kind: "voice" });
  expect((lastTo(`PUT ${HERE}/attachments/*`).body as Blob).type).toContain("audio/ogg");

  // A second tap on what sent it finds the microphone in its place, and begins nothing.
  await press(t("talk.record"));
  expect(microphone).toHaveBeenCalledTimes(2);
  expect(screen.queryByRole("timer")).toBeNull();

  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1000 });
  microphone.mockRejectedValueOnce(new Error("not allowed"));
  await press(t("talk.record"));
  await screen.findByText(t("talk.no_microphone"));
  await pressable(t("talk.record"));
  vi.useRealTimers();
  vi.stubGlobal("MediaRecorder", undefined);
});

test("pictures, voices and places that were sent open when they are pressed", async () => {
  said = [
    message(1, { kind: "system", text: "The visit was moved" }),
    message(2, { kind: "photo", text: undefined, attachment: { id: "a1", kind: "photo" } } as never),
    message(3, { kind: "photo", text: undefined, attachment: { id: "a2", kind: "photo" } } as never),
    message(4, {
      kind: "voice",
      text: undefined,
      attachment: { id: "a3", kind: "voice", durationMs: 12_000 },
    } as never),
    message(5, { kind: "place", text: undefined, place: { lat: 29.96, lng: 31.25 } }),
    message(6, { mine: true, masked: true, text: "Call ***" }),
    message(7, { contactLeak: { kinds: ["phone"], hint: { ar: "تنبيه", en: "Stay on Osta" } } } as never),
  ];
  answer(`GET ${HERE}/attachments/a1`, () => new Response("picture"));
  answer(`GET ${HERE}/attachments/a2`, () => refusal(503, "away", "Not now."));
  answer(`GET ${HERE}/attachments/a3`, () => refusal(503, "away", "Not now."));
  show(<Screen />);
  await screen.findByText("The visit was moved");
  screen.getByText(t("talk.masked"));
  screen.getByText("Stay on Osta");
  await press(t("talk.photo_open"));
  expect((await dialog()).querySelector("img")?.src).toMatch(/^blob:/);
  await press(t("act.close"));
  await closed();
  answer(`GET ${HERE}/attachments/a2`, () => new Response("picture"));
  await press(t("talk.photo_failed"));
  await waitFor(() => expect(pressables(t("talk.photo_open"))).toHaveLength(2));

  expect(sentTo(`GET ${HERE}/attachments/a3`), "a voice is loaded when somebody wants to hear it").toEqual(
    [],
  );
  const voice = `${t("talk.voice")} 0:12`;
  await press(voice);
  await whenSent(`GET ${HERE}/attachments/a3`);
  answer(`GET ${HERE}/attachments/a3`, () => new Response("voice"));
  await press(voice);
  await waitFor(() => expect(document.querySelector("audio")?.autoplay).toBe(true));
  await press(t("talk.place"));
  await waitFor(() => expect(markers.size).toBe(1));
  await press(t("act.close"));
  await closed();
});

test("news come over the line: messages, who is typing, and not what is of another room", async () => {
  show(<Screen />);
  await screen.findByText("Message 2");
  await waitFor(() => expect(line.heard).toContainEqual(["join", { room: "conversation:c1" }]));
  const typing = line.listeners.get("typing");
  typing?.({ room: "conversation:c9", data: { side: "provider", on: true } });
  expect(screen.getByTestId("typing").textContent).toBe("");
  typing?.({ room: "conversation:c1", data: { side: "provider", on: true } });
  await waitFor(() => expect(screen.getByTestId("typing").textContent).toBe(t("talk.typing")));
  said = [...said, message(3, { text: "I am at the door" })];
  line.listeners.get("message.created")?.({ room: "conversation:c1" });
  await screen.findByText("I am at the door");
  await waitFor(() => expect(screen.getByTestId("typing").textContent).toBe(""));
  await waitFor(() => expect(lastTo(`POST ${HERE}/receipts`).body).toMatchObject({ readSeq: 3 }));
});

test("nothing said yet; a conversation that is closed is only read; one that cannot be had is asked for again", async () => {
  answer(`GET ${HERE}`, refusal(403, "forbidden", "It is not yours."));
  said = [];
  show(<Screen />);
  await screen.findByText("It is not yours.");
  one = conversation({ state: "closed", lastSeq: 0 });
  answer(`GET ${HERE}`, () => one);
  await press(t("act.retry"));
  await screen.findByText(t("talk.empty"));
  screen.getByText(t("talk.closed"));
  expect(screen.queryByLabelText(t("talk.write"))).toBeNull();
});
