import { beforeEach, expect, test, vi } from "vitest";
import { keep } from "@/features/home/service";
import { api } from "@/shared/api/empty";
import { giveTo } from "./given";
import { store } from "./store";

vi.mock("./begin", () => ({
  askedEarly: "/api/v1/services/s1",
  early: Promise.resolve({ id: "s1", name: { ar: "حنفية", en: "Tap" } }),
}));

const known = () => Object.values(store.getState()[api.reducerPath].queries).map((one) => one?.data);

beforeEach(() => {
  store.dispatch(api.util.resetApiState());
});

test("what was asked for while the program was on its way is there before the screen", async () => {
  history.replaceState(null, "", "/s/s1");
  await giveTo(keep, false);
  expect(known()).toEqual([expect.objectContaining({ id: "s1" })]);
});

test("who went to another address meanwhile does not get what the first one asked for", async () => {
  history.replaceState(null, "", "/s/s2");
  await giveTo(keep, false);
  expect(known()).toEqual([]);
});
