import { TriangleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { Action, Message } from "@/shared/ui/states";

function Broken() {
  const { t } = useLanguage();
  return (
    <div role="alert">
      <Message
        icon={TriangleAlert}
        tone="danger"
        title={t("state.broken")}
        text={t("state.broken_text")}
        action={
          <Action type="button" onClick={() => location.reload()}>
            {t("act.reload")}
          </Action>
        }
      />
    </div>
  );
}

/** A fault of the program: said in words, with a way on, instead of an empty page. */
export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    // A file of an older version is gone after an update: the new page knows the new files.
    const outdated = error instanceof TypeError && /import|module|fetch/i.test(error.message);
    if (!outdated || !navigator.onLine) return;
    try {
      if (sessionStorage.getItem("osta.reloaded")) return;
      sessionStorage.setItem("osta.reloaded", "yes");
      location.reload();
    } catch {
      // Where it can't be known that it was done, it could go on for ever.
    }
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}
