import { act, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { closed, dialog, press, show } from "@/testing/screen";
import { Sheet } from "./sheet";

const rest = () => act(() => new Promise((done) => setTimeout(done, 40)));
/** Android's button. */
const back = () =>
  act(async () => {
    history.back();
    await new Promise((done) => setTimeout(done, 40));
  });
const entry = () => (history.state as { at?: string; ostaSheets?: number } | null) ?? {};

beforeEach(async () => {
  await rest();
  history.pushState({ at: "before" }, "");
  history.pushState({ at: "page", idx: 1 }, "");
});

/** A screen with a sheet, in which another may open. */
function Page({ onNext = () => undefined }: { onNext?: () => void }) {
  const [open, setOpen] = useState(0);
  return (
    <>
      <button type="button" onClick={() => setOpen(1)}>
        open
      </button>
      {open > 0 && (
        <Sheet title="first" onClose={() => setOpen(0)}>
          <button type="button" onClick={() => setOpen(2)}>
            more
          </button>
          <button
            type="button"
            onClick={() => {
              setOpen(0);
              onNext();
            }}
          >
            go on
          </button>
          {open > 1 && (
            <Sheet title="second" onClose={() => setOpen(1)}>
              words
            </Sheet>
          )}
        </Sheet>
      )}
    </>
  );
}

test("back closes the sheet on top, then the one below, then leaves the page", async () => {
  show(<Page />);
  await press("open");
  await dialog();
  await rest();
  // The router's own words stay, so that it sees the same page.
  expect(entry()).toEqual({ at: "page", idx: 1, ostaSheets: 1 });
  await press("more");
  await rest();
  expect(entry().ostaSheets).toBe(2);
  await back();
  await waitFor(() => expect(screen.queryByText("words")).toBeNull());
  screen.getByText("first");
  await back();
  await closed();
  expect(entry()).toEqual({ at: "page", idx: 1 });
  await back();
  expect(entry().at).toBe("before");
});

test("a sheet that is closed by its button leaves no step behind", async () => {
  show(<Page />);
  await press("open");
  await rest();
  await press("Close");
  await closed();
  await rest();
  expect(entry()).toEqual({ at: "page", idx: 1 });
  // At once again, while the step back is on its way.
  await press("open");
  await press("Close");
  await press("open");
  await rest();
  expect(entry().ostaSheets).toBe(1);
  await dialog();
  await back();
  await closed();
});

test("going on from inside a sheet stays there, and back from there is the page without it", async () => {
  const next = vi.fn(() => history.pushState({ at: "next", idx: 2 }, ""));
  show(<Page onNext={next} />);
  await press("open");
  await rest();
  await press("go on");
  await closed();
  await rest();
  expect(entry()).toEqual({ at: "next", idx: 2 });
  await back();
  await rest();
  expect(entry()).toEqual({ at: "page", idx: 1 });
});

test("a sheet that must stay takes the step again", async () => {
  const close = vi.fn();
  show(
    <Sheet title="busy" onClose={close}>
      words
    </Sheet>,
  );
  await rest();
  await back();
  await rest();
  expect(close).toHaveBeenCalledOnce();
  expect(entry().ostaSheets).toBe(1);
});

// The last one: it begins a second page beside this one.
test("a page that was reloaded under a sheet leaves its step, and a sheet that is open again takes it", async () => {
  history.pushState({ at: "page", idx: 1, ostaSheets: 1 }, "");
  show(<Page />);
  await press("open");
  await rest();
  expect(entry().ostaSheets).toBe(1);
  await back();
  await closed();
  expect(entry()).toEqual({ at: "page", idx: 1 });
  history.pushState({ at: "page", idx: 1, ostaSheets: 1 }, "");
  vi.resetModules();
  await import("./back-closes");
  await rest();
  expect(entry()).toEqual({ at: "page", idx: 1 });
});
