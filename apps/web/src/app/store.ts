import { configureStore } from "@reduxjs/toolkit";
import { setupListeners } from "@reduxjs/toolkit/query";
import { api } from "@/shared/api/empty";
import { currentSession, onSession } from "@/shared/api/session";
import { forgetKept, keepOnlyOf } from "@/shared/lib/use-kept";
import { forgetDraft } from "@/shared/order/draft";

export const store = configureStore({
  reducer: { [api.reducerPath]: api.reducer },
  middleware: (defaults) => defaults().concat(api.middleware),
  devTools: import.meta.env.DEV,
});

setupListeners(store.dispatch);

/** What one account was told, or filled in, is not shown to the next. */
const whoIs = () => {
  const session = currentSession();
  return session.state === "in" ? session.user.id : "";
};
let known = whoIs();
onSession((session) => {
  const now = whoIs();
  if (known && known !== now) {
    store.dispatch(api.util.resetApiState());
    forgetDraft();
  }
  // A log-in that ended in the middle of a form loses nothing: the same person comes back to it.
  if (session.state === "guest" && session.left) forgetKept();
  if (now) keepOnlyOf(now);
  known = now;
});
