import { configureStore } from "@reduxjs/toolkit";
import { setupListeners } from "@reduxjs/toolkit/query";
import { api } from "@/shared/api/empty";
import { currentSession, onSession } from "@/shared/api/session";
import { forgetKept } from "@/shared/lib/use-kept";
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
onSession(() => {
  const now = whoIs();
  if (known && known !== now) {
    store.dispatch(api.util.resetApiState());
    forgetDraft();
    forgetKept();
  }
  known = now;
});
