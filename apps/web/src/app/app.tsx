import { BrowserRouter } from "react-router";
import { Boundary } from "./boundary";
import { Pages } from "./pages";

/** `ready` ends when it is known who is logged in. */
export function App({ ready }: { ready: Promise<void> }) {
  return (
    <Boundary>
      <BrowserRouter>
        <Pages ready={ready} />
      </BrowserRouter>
    </Boundary>
  );
}
