import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MANIFESTS } from "@/shared/i18n/lang";
import { doorAt, leads } from "./doors";

test("an address leads to the door that the gateway chooses as well", () => {
  const open = (path: string, pathname: string) => leads({ path }, pathname) !== undefined;
  expect(open("/", "/")).toBe(true);
  expect(open("/", "/bookings")).toBe(false);
  expect(open("/bookings/:id", "/bookings/1")).toBe(true);
  expect(open("/bookings/:id", "/bookings")).toBe(false);
  expect(open("/bookings/:id", "/bookings/1/2")).toBe(false);
  expect(open("/work/*", "/work")).toBe(true);
  expect(open("/work/*", "/work/jobs/1")).toBe(true);
  expect(open("/work/*", "/worker")).toBe(false);
  expect(open("/*", "/anything/else")).toBe(true);
});

test("a door knows what its screen will ask for", () => {
  expect(doorAt("/s/7")).toMatchObject({ name: "service", ask: "/api/v1/services/7" });
  expect(doorAt("/")).toMatchObject({ name: "home", ask: "/api/v1/categories" });
  expect(doorAt("/bookings/7/")).toMatchObject({ name: "booking", ask: "/api/v1/bookings/7" });
  expect(doorAt("/account/wallet").name).toBe("other");
  expect(doorAt("/account/wallet").ask).toBeUndefined();
});

test("what an installed app offers from its icon are screens", () => {
  for (const file of Object.values(MANIFESTS)) {
    const { shortcuts } = JSON.parse(readFileSync(`public${file}`, "utf8")) as {
      shortcuts: { url: string }[];
    };
    expect(shortcuts.length).toBeGreaterThan(0);
    for (const { url } of shortcuts) expect(doorAt(url).name, url).not.toBe("other");
  }
});
