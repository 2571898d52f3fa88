import Box from "@mui/material/Box";
import { useEffect, useState } from "react";
import { fetchBlobUrl } from "@/shared/api/request";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading } from "@/shared/ui/states";

/** A paper that only staff may see: asked for with the token, kept no longer than it is shown. */
export function DocumentView({ url, label, isPdf }: { url: string; label: string; isPdf: boolean }) {
  const { t } = useLanguage();
  const [source, setSource] = useState<string>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    fetchBlobUrl(url).then((found) => {
      made = found;
      if (gone) URL.revokeObjectURL(found);
      else setSource(found);
    }, setError);
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [url]);
  if (error) return <Failure error={error} />;
  if (!source) return <Loading rows={1} height={180} />;
  if (isPdf) {
    return (
      <a href={source} target="_blank" rel="noreferrer">
        {t("tech.show")}
      </a>
    );
  }
  return (
    <Box
      component="img"
      src={source}
      alt={label}
      sx={{ width: "100%", borderRadius: "12px", border: 1, borderColor: "line" }}
    />
  );
}
