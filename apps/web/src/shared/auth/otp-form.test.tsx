import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { currentSession } from "@/shared/api/session";
import { answer, fill, lastTo, press, refusal, sentTo, show, t, whenSent } from "@/testing/screen";
import { OtpForm } from "./otp-form";

const user = (firstName: string) => ({
  id: `u-${firstName}`,
  firstName,
  lastName: "",
  role: "customer",
  lang: "en",
});
const session = (firstName: string) => ({
  accessToken: `token-${firstName}`,
  csrfToken: "c",
  expiresIn: 900,
  expiresAt: "2099-01-01T00:00:00Z",
  sessionId: "s",
  tokenType: "Bearer",
  user: user(firstName),
});

const inMinutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();
const codeIsSent = (resendAfterS = 60) =>
  answer("POST /api/v1/auth/otp", { resendAfterS, expiresAt: inMinutes(5) });

beforeEach(() => {
  codeIsSent();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The phone ended the tab, and the person comes back. */
const reload = () => {
  cleanup();
  show(<OtpForm />);
};
const phoneField = () => screen.getByLabelText<HTMLInputElement>(t("auth.phone"));
const againIn = () => screen.getByText(new RegExp(t("auth.again_in", { time: "" }).trim()));

const typePhone = async () => {
  await fill(t("auth.phone"), "01012345678");
  await press(t("auth.send"));
};

test("who has an account is in as soon as the last digit is typed", async () => {
  const done = vi.fn();
  show(<OtpForm role="service_provider" onDone={done} />);
  await fill(t("auth.phone"), "0101234");
  await press(t("auth.send"));
  screen.getByText(t("auth.phone_missing"));
  expect(sentTo("POST /api/v1/auth/otp"), "no SMS for half a number").toEqual([]);
  answer("POST /api/v1/auth/otp/verify", session("Sara"));
  await typePhone();
  await fill(t("auth.code"), "١٢٣-٤٥");
  expect(screen.getByLabelText<HTMLInputElement>(t("auth.code")).value).toBe("12345");
  expect(sentTo("POST /api/v1/auth/otp/verify")).toEqual([]);
  await fill(t("auth.code"), "1234567");
  await waitFor(() => expect(done).toHaveBeenCalledOnce());
  expect(lastTo("POST /api/v1/auth/otp").body).toEqual({ phone: "01012345678", purpose: "log_in" });
  expect(lastTo("POST /api/v1/auth/otp/verify").body).toEqual({
    phone: "01012345678",
    code: "123456",
    purpose: "log_in",
    role: "service_provider",
    lang: "en",
    acceptTerms: true,
  });
  expect(currentSession()).toMatchObject({ state: "in", user: { id: "u-Sara" } });
});

test("what is no phone, and a server that is away, are told at the field", async () => {
  answer(
    "POST /api/v1/auth/otp",
    refusal(422, "validation", "Check it.", [{ field: "phone", message: "This is no mobile phone." }]),
  );
  show(<OtpForm />);
  await typePhone();
  await screen.findByText("This is no mobile phone.");
  expect(screen.getByLabelText(t("auth.phone")).getAttribute("aria-invalid")).toBe("true");
  answer("POST /api/v1/auth/otp", refusal(429, "auth.too_many", "Too many codes. Wait an hour."));
  await press(t("auth.send"));
  await screen.findByText("Too many codes. Wait an hour.");
});

test("a wrong code is said and typed anew; another phone and another code can be had", async () => {
  answer("POST /api/v1/auth/otp/verify", refusal(401, "auth.wrong_code", "This is not the code."));
  show(<OtpForm />);
  await typePhone();
  await fill(t("auth.code"), "000000");
  await screen.findByText("This is not the code.");
  expect(screen.getByLabelText<HTMLInputElement>(t("auth.code")).value).toBe("");
  expect(
    screen.getByText(new RegExp(t("auth.again_in", { time: "" }).trim())).closest("button")?.disabled,
  ).toBe(true);
  await press(t("auth.change"));
  codeIsSent(0);
  await press(t("auth.send"));
  await press(t("auth.again"));
  await whenSent("POST /api/v1/auth/otp", 3);
  await waitFor(() => expect(screen.queryByText("This is not the code.")).toBeNull());
});

test("a code that did not reach the server stays and is sent again; the phone is written as people write it", async () => {
  const done = vi.fn();
  show(<OtpForm onDone={done} />);
  await fill(t("auth.phone"), "+20 ١٠١٢٣٤٥٦٧٨");
  await press(t("auth.send"));
  await screen.findByText("0101 234 5678");
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  answer("POST /api/v1/auth/otp/verify", () => {
    throw new TypeError("no network");
  });
  await fill(t("auth.code"), "123456");
  await screen.findByText(t("state.offline"));
  expect(screen.getByLabelText<HTMLInputElement>(t("auth.code")).value).toBe("123456");
  online.mockRestore();
  answer("POST /api/v1/auth/otp/verify", session("Sara"));
  await press(t("act.retry"));
  await waitFor(() => expect(done).toHaveBeenCalledOnce());
});

test("a newcomer says a name first, and goes on only then", async () => {
  const done = vi.fn();
  answer("POST /api/v1/auth/otp/verify", session(""));
  show(<OtpForm onDone={done} />);
  await typePhone();
  await fill(t("auth.code"), "123456");
  await screen.findByText(t("auth.name_why"));
  await fill(t("auth.first_name"), "Nour");
  await press(t("act.continue"));
  screen.getByText(t("auth.name_missing"));
  await fill(t("auth.last_name"), "Ali");
  answer(
    "PATCH /api/v1/me",
    refusal(422, "validation", "Check it.", [
      { field: "firstName", message: "Letters only." },
      { field: "lastName", message: "Too short." },
    ]),
  );
  await press(t("act.continue"));
  await screen.findByText("Letters only.");
  screen.getByText("Too short.");
  answer("PATCH /api/v1/me", refusal(503, "away", "Try again soon."));
  await press(t("act.continue"));
  await screen.findByText("Try again soon.");
  expect(done).not.toHaveBeenCalled();
  answer("PATCH /api/v1/me", { ...user("Nour"), lastName: "Ali" });
  fireEvent.submit(screen.getByLabelText(t("auth.last_name")).closest("form") as HTMLFormElement);
  await waitFor(() => expect(done).toHaveBeenCalledOnce());
  expect(lastTo("PATCH /api/v1/me").body).toEqual({ firstName: "Nour", lastName: "Ali" });
  expect(currentSession()).toMatchObject({ state: "in", user: { firstName: "Nour" } });
});

test("a tab that ends while the SMS is read comes back to the code, and its time goes on", async () => {
  show(<OtpForm />);
  await typePhone();
  await screen.findByLabelText(t("auth.code"));
  cleanup();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 40_000 });
  show(<OtpForm />);
  screen.getByText("0101 234 5678");
  expect(againIn().textContent).toMatch(/0:(20|19)$/);
  expect(sentTo("POST /api/v1/auth/otp")).toHaveLength(1);
  answer("POST /api/v1/auth/otp/verify", session("Sara"));
  await fill(t("auth.code"), "123456");
  await whenSent("POST /api/v1/auth/otp/verify");
  expect(lastTo("POST /api/v1/auth/otp/verify").body).toMatchObject({ phone: "01012345678", code: "123456" });
  await waitFor(() => expect(sessionStorage.getItem("osta.code")).toBeNull());
});

test("a code that holds no longer is asked for again, for the same phone", async () => {
  show(<OtpForm />);
  await typePhone();
  await screen.findByLabelText(t("auth.code"));
  cleanup();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6 * 60_000 });
  show(<OtpForm />);
  expect(phoneField().value).toBe("01012345678");
  await press(t("auth.send"));
  await screen.findByLabelText(t("auth.code"));
});

test("a phone whose clock is wrong keeps the code, too", async () => {
  answer("POST /api/v1/auth/otp", { resendAfterS: 60, expiresAt: "2020-01-01T00:00:00Z" });
  show(<OtpForm />);
  await typePhone();
  await screen.findByLabelText(t("auth.code"));
  reload();
  screen.getByLabelText(t("auth.code"));
});

test("another code that is refused leaves the field for the one that came", async () => {
  codeIsSent(0);
  show(<OtpForm />);
  await typePhone();
  await screen.findByLabelText(t("auth.code"));
  answer("POST /api/v1/auth/otp", refusal(429, "auth.too_many", "Too many codes. Wait an hour."));
  await press(t("auth.again"));
  await screen.findByText("Too many codes. Wait an hour.");
  screen.getByLabelText(t("auth.code"));
});

test("a phone that was changed is not the one that comes back", async () => {
  show(<OtpForm />);
  await typePhone();
  await press(t("auth.change"));
  reload();
  expect(phoneField().value).toBe("");
});

test("a tab that ends before the name is said comes back to the name, as far as it was typed", async () => {
  answer("POST /api/v1/auth/otp/verify", session(""));
  show(<OtpForm />);
  await typePhone();
  await fill(t("auth.code"), "123456");
  await fill(t("auth.first_name"), "Nour");
  reload();
  screen.getByText(t("auth.name_why"));
  expect(screen.getByLabelText<HTMLInputElement>(t("auth.first_name")).value).toBe("Nour");
  await fill(t("auth.last_name"), "Ali");
  answer("PATCH /api/v1/me", { ...user("Nour"), lastName: "Ali" });
  await press(t("act.continue"));
  await waitFor(() =>
    expect(currentSession()).toMatchObject({ state: "in", user: { firstName: "Nour", lastName: "Ali" } }),
  );
});
