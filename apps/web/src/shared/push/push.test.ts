import { expect, test } from "vitest";
import { browserLabel, bytesOf, pushState } from "./push";

test("a browser without push says so", async () => {
  expect(await pushState()).toBe("unsupported");
});

test("the server's key is base64url", () => {
  expect(Array.from(bytesOf("-_8A"))).toEqual([251, 255, 0]);
});

test("a browser is called what people call it", () => {
  const android =
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36";
  expect(browserLabel(android)).toBe("Chrome · Android");
  expect(browserLabel("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0")).toBe(
    "Firefox · Linux",
  );
  expect(
    browserLabel("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"),
  ).toBe("Safari · iPhone");
  expect(browserLabel("curl/8")).toBe("");
});
