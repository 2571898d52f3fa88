import { configureStore } from "@reduxjs/toolkit";
import { setupListeners } from "@reduxjs/toolkit/query";
import { api } from "@/shared/api/empty";
import { currentSession, onSession } from "@/shared/api/session";

export const store = configureStore({
  reducer: { [api.reducerPath]: api.reducer },
  middleware: (defaults) => defaults().concat(api.middleware),
  devTools: import.meta.env.DEV,
});

setupListeners(store.dispatch);

/** What one account was told is not shown to the next. */
const whoIs = () => {
  const session = currentSession();
  return session.state === "in" ? session.user.id : "";
};
let known = whoIs();
onSession(() => {
  const now = whoIs();
  if (known && known !== now) store.dispatch(api.util.resetApiState());
  known = now;
});
