import Button from "@mui/material/Button";
import { useLanguage } from "@/shared/i18n/provider";
import { useObjectUrl } from "@/shared/lib/use-object-url";
import { Photo, SentPlace, Voice } from "./attachment";
import { Bubble } from "./bubble";
import type { Outgoing } from "./outbox";
import { sender } from "./sender";

/** Something of mine that is on its way, or that the server refused. */
export function Waiting({ message }: { message: Outgoing }) {
  const { t, format } = useLanguage();
  const src = useObjectUrl(message.file?.blob);
  const refused = message.refused !== undefined;
  const actions = refused && (
    <>
      <Button size="small" onClick={() => void sender.again(message.id)}>
        {t("act.retry")}
      </Button>
      <Button size="small" color="error" onClick={() => void sender.drop(message.id)}>
        {t("talk.drop")}
      </Button>
    </>
  );
  return (
    <Bubble
      mine
      bare={message.kind === "photo"}
      time={format.time(new Date(message.at))}
      fate={refused ? "refused" : "waiting"}
      hint={refused ? message.refused || t("state.failed") : undefined}
      actions={actions}
    >
      {message.kind === "photo" && src && <Photo src={src} />}
      {message.kind === "voice" && src && <Voice src={src} />}
      {message.kind === "place" && message.place && <SentPlace place={message.place} />}
      {message.text}
    </Bubble>
  );
}
