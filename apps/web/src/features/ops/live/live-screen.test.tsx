import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { maps, markers } from "@/testing/map";
import {
  address,
  answer,
  closed,
  dialog,
  files,
  fill,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  rows,
  type Sent,
  sentTo,
  show,
  t,
  whenSent,
} from "@/testing/screen";
import Alarm from "./alarm";
import Alarms from "./alarms";
import Live from "./live";
import { SosWatch } from "./sos-watch";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));

const AT = "2026-03-01T08:00:00Z";
/** The same in a file: Cairo's. */
const IN_FILE = "2026-03-01 10:00:00";
const words = (en: string) => ({ ar: en, en });

beforeEach(() => {
  logIn();
  maps.splice(0);
  markers.clear();
});

const technician = (providerId: string, displayName: string, more = {}) => ({
  providerId,
  displayName,
  freshness: "live",
  onShift: true,
  bookingId: null,
  flags: [],
  position: { place: { lat: 30.01, lng: 31.2 }, accuracy: 12, ageS: 5, recordedAt: AT },
  ...more,
});
const booking = (id: string, more = {}) => ({
  id,
  number: id.toUpperCase(),
  stage: "searching",
  district: words("Maadi"),
  categoryId: "c1",
  serviceName: words("Tap repair"),
  ...more,
});

function served() {
  answer("GET /map/districts.json", {
    governorates: {},
    districts: [{ g: "EG-C", ar: "المعادي", en: "Maadi", at: [31.25, 29.96] }],
  });
  answer("GET /api/v1/categories", {
    items: [
      { id: "c1", name: words("Plumbing") },
      { id: "c2", name: words("Gas") },
    ],
  });
  answer("GET /api/v1/admin/live-map", {
    total: 700,
    items: [
      technician("t1", "Amr S."),
      technician("t2", "Ola K.", { bookingId: "b7", freshness: "stale", flags: ["too_fast"] }),
      technician("t3", "Adel M.", { onShift: false, freshness: "dark" }),
    ],
  });
  const board: Record<string, object[]> = {
    pending: [booking("b1"), booking("b4", { district: words("Nowhere") })],
    in_progress: [booking("b2", { stage: "working", categoryId: "c2" })],
  };
  answer("GET /api/v1/admin/bookings", ({ query }: Sent) => ({
    items: board[query.status ?? ""] ?? [],
    nextCursor: query.status === "pending" ? "more" : null,
  }));
}

test("technicians and bookings on the map: pressed, they say more; moved, the map asks anew", async () => {
  served();
  show(<Live />, { at: "/ops/live" });
  const people = await screen.findByRole("region", { name: t("live.people") });
  await within(people).findByText("Amr S.");
  expect(people.textContent).toContain(t("live.more", { count: 700 }));
  await waitFor(() => expect(markers.size).toBe(4));
  screen.getByText(t("live.cut"));
  const heap = Array.from(markers)
    .find((one) => one.getElement().textContent === "2")
    ?.getElement();
  expect(heap?.dataset.tone, "somebody is still looked for").toBe("waiting");
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/live-map").query, "what the map shows").toMatchObject({
      south: "29.907",
      north: "30.153",
    }),
  );
  fireEvent.click(heap as HTMLElement);
  await screen.findByText(t("live.approximate"));
  expect(pressables("B1")[0]?.getAttribute("href")).toBe("/ops/bookings/b1");
  expect(pressables("B3"), "what is over is not shown").toEqual([]);

  await press(/^Ola K\./, people);
  await screen.findByText(t("live.to_person"));
  expect(pressables(t("live.to_booking"))[0]?.getAttribute("href")).toBe("/ops/bookings/b7");
  expect(screen.queryByText(t("live.approximate"))).toBeNull();
  const pin = Array.from(markers).find((one) => one.getElement().title.startsWith("Ola"));
  await waitFor(() => expect(pin?.getElement().dataset.chosen).toBe("true"));

  const [map] = maps;
  if (!map) throw new Error("no map");
  map.center = { lat: 29, lng: 31 };
  map.fire("moveend");
  await waitFor(() => expect(lastTo("GET /api/v1/admin/live-map").query.south).toBe("28.877"));
});

test("what is not wanted is taken off the map", async () => {
  served();
  show(<Live />, { at: "/ops/live" });
  await waitFor(() => expect(markers.size).toBe(4));
  await fill(t("live.doing"), "off");
  await waitFor(() => expect(markers.size).toBe(2));
  await fill(t("live.trade"), "c2");
  await waitFor(() =>
    expect(Array.from(markers, (one) => one.getElement().textContent).sort()).toEqual(["", "1"]),
  );
  await fill(t("live.fresh"), "live");
  await screen.findByText(t("live.nobody"));
  await fill(t("live.stage"), "working");
  await waitFor(() => expect(lastTo("GET /api/v1/admin/bookings").query).toMatchObject({ stage: "working" }));
  expect(address()).toBe("/ops/live?doing=off&trade=c2&fresh=live&stage=working");
});

test("a map of people that cannot be had says so", async () => {
  served();
  answer("GET /api/v1/admin/live-map", refusal(503, "away", "Try again soon."));
  show(<Live />, { at: "/ops/live" });
  await screen.findByText("Try again soon.");
  // Asked once for the whole country, then for what the map shows.
  await whenSent("GET /api/v1/admin/live-map", 2);
  served();
  await press(t("act.retry"));
  await screen.findByText("Amr S.");
});

const ALARM = {
  id: "s1",
  number: "K7Q2M",
  bookingId: "b1",
  customerId: "u1",
  providerId: "t1",
  side: "customer",
  state: "open",
  district: words("Maadi"),
  presses: 2,
  escalations: 1,
  silent: true,
  raisedAt: AT,
};
const DETAIL = {
  alarm: ALARM,
  presses: [
    { at: AT, place: null, note: null },
    { at: "2026-03-01T07:59:00Z", place: { lat: 29.961, lng: 31.25 }, note: "He shouts" },
  ],
  providerNow: { place: { lat: 29.96, lng: 31.26 }, accuracy: 9, ageS: 3, recordedAt: AT },
};
const ONE = { at: "/ops/alarms/s1", route: "/ops/alarms/:id" };

const CALLED = {
  booking: {
    customer: { id: "u1", firstName: "Sara", lastName: "Nabil", phone: "+201012345678" },
    provider: { id: "t1", displayName: "Amr S.", phone: "+201112345678" },
  },
};

test("an alarm: where and what, taken over, then closed with what came of it", async () => {
  answer("GET /api/v1/admin/bookings/b1", CALLED);
  answer("GET /api/v1/admin/sos/s1", DETAIL);
  show(<Alarm />, ONE);
  await screen.findByText("He shouts");
  screen.getByText(t("sos.silent"));
  await screen.findByText("Sara Nabil");
  screen.getByText("0101 234 5678");
  expect(document.querySelector("a[href^='tel:']"), "a silent alarm rings nowhere").toBeNull();
  await waitFor(() => expect(markers.size).toBe(2));
  expect(Array.from(markers, (one) => one.getElement().getAttribute("aria-label")).sort()).toEqual(
    [t("sos.caller_place"), t("board.technician")].sort(),
  );
  expect(screen.getByText("29.96100, 31.25000").closest("a")?.href).toContain("mlat=29.961&mlon=31.25");
  answer("POST /api/v1/admin/sos/s1/acknowledge", refusal(409, "tracking.taken", "A colleague has it."));
  await press(t("sos.take"));
  await screen.findByText("A colleague has it.");
  answer("POST /api/v1/admin/sos/s1/acknowledge", null);
  answer("GET /api/v1/admin/sos/s1", {
    ...DETAIL,
    alarm: { ...ALARM, state: "acknowledged", acknowledgedAt: AT },
  });
  await press(t("sos.take"));
  await screen.findByText(t("sos.taken"));
  await waitFor(() => expect(pressables(t("sos.take"))).toEqual([]));
  await press(t("sos.close"));
  await fill(t("story.reason"), "police came");
  answer("POST /api/v1/admin/sos/s1/close", null);
  answer("GET /api/v1/admin/sos/s1", {
    ...DETAIL,
    outcome: "police came",
    alarm: { ...ALARM, silent: false, state: "closed", closedAt: AT },
  });
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo("POST /api/v1/admin/sos/s1/close").body).toEqual({ note: "police came" });
  await screen.findByText("police came");
  expect(pressables(t("sos.close"))).toEqual([]);
  expect(screen.getByText("0111 234 5678").closest("a")?.getAttribute("href")).toBe("tel:+201112345678");
});

test("an alarm without a place, seen by who may not steer", async () => {
  logIn("support");
  answer("GET /api/v1/admin/bookings/b1", { booking: { ...CALLED.booking, provider: null } });
  answer("GET /api/v1/admin/sos/s1", refusal(404, "not_found", "There is none."));
  show(<Alarm />, ONE);
  await screen.findByText("There is none.");
  answer("GET /api/v1/admin/sos/s1", { ...DETAIL, presses: [{ at: AT }], providerNow: null });
  await press(t("act.retry"));
  await screen.findByText(t("sos.no_place"));
  expect(pressables(t("sos.close"))).toEqual([]);
  expect(maps).toEqual([]);
});

test("all alarms by state, and as a file", async () => {
  answer("GET /api/v1/admin/sos", {
    items: [ALARM, { ...ALARM, id: "s2", state: "acknowledged" }, { ...ALARM, id: "s3", state: "closed" }],
  });
  show(<Alarms />, { at: "/ops/alarms" });
  await screen.findAllByText("K7Q2M");
  expect(rows().map((row) => row[4])).toEqual([
    t("sosstate.open"),
    t("sosstate.acknowledged"),
    t("sosstate.closed"),
  ]);
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  expect((await Array.from(files.values())[0])?.split("\r\n")[1]).toBe(
    `${IN_FILE},customer,K7Q2M,Maadi,open,2,1`,
  );
  answer("GET /api/v1/admin/sos", { items: [] });
  await fill(t("board.status"), "open");
  await screen.findByText(t("sos.none"));
  expect(lastTo("GET /api/v1/admin/sos").query).toMatchObject({ state: "open" });
});

/** What sounds, without a sound. */
class Audio {
  static playing: Audio[] = [];
  state = "suspended";
  currentTime = 0;
  destination = {};
  tones = 0;
  closed = false;
  constructor() {
    Audio.playing.push(this);
  }
  async resume() {}
  createOscillator() {
    const voice = {
      type: "",
      frequency: { value: 0 },
      connect: (to: unknown) => to,
      start: () => {
        this.tones++;
      },
      stop: () => undefined,
    };
    return voice;
  }
  createGain() {
    const set = () => undefined;
    return { gain: { setValueAtTime: set, exponentialRampToValueAtTime: set }, connect: (to: unknown) => to };
  }
  async close() {
    this.closed = true;
  }
}

test("an alarm nobody has taken is heard above every screen until it is made quiet, and again when pressed again", async () => {
  Audio.playing = [];
  vi.stubGlobal("AudioContext", Audio);
  answer("GET /api/v1/admin/sos", { items: [ALARM] });
  show(<SosWatch />);
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("K7Q2M · Maadi");
  expect(alert.textContent).toContain(t("sos.presses", { count: 2 }));
  expect(alert.textContent).toContain(t("sos.silent"));
  await screen.findByText(t("sos.blocked"));
  const [first] = Audio.playing;
  expect(first?.tones, "what nobody can hear yet is not stored up").toBe(0);
  await press(t("sos.quiet"));
  await waitFor(() => expect(first?.closed).toBe(true));
  expect(pressables(t("sos.quiet"))).toEqual([]);
  expect(pressables(t("sos.open"))[0]?.getAttribute("href")).toBe("/ops/alarms/s1");

  answer("POST /api/v1/admin/sos/s1/acknowledge", refusal(409, "tracking.taken", "A colleague has it."));
  answer("GET /api/v1/admin/sos", { items: [{ ...ALARM, presses: 3 }] });
  await press(t("sos.take"));
  await screen.findByText("A colleague has it.");
  await waitFor(() => expect(Audio.playing).toHaveLength(2));
  answer("POST /api/v1/admin/sos/s1/acknowledge", null);
  answer("GET /api/v1/admin/sos", { items: [] });
  await press(t("sos.take"));
  await whenSent("POST /api/v1/admin/sos/s1/acknowledge", 2);
  await waitFor(() =>
    expect(document.querySelector("[role=alert]")?.textContent ?? "").not.toContain("K7Q2M"),
  );
  expect(Audio.playing[1]?.closed).toBe(true);
  vi.stubGlobal("AudioContext", undefined);
});

test("no alarm, nothing above the screens", async () => {
  answer("GET /api/v1/admin/sos", { items: [] });
  show(<SosWatch />);
  await whenSent("GET /api/v1/admin/sos");
  expect(screen.queryByRole("alert")).toBeNull();
  expect(sentTo("GET /api/v1/admin/sos")[0]?.query).toMatchObject({ state: "open" });
});
