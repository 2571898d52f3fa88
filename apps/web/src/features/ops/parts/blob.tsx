import { useEffect, useState } from "react";
import { fetchBlobUrl } from "@/shared/api/request";

/** A file that needs the token, kept no longer than it is shown. */
export function useBlobUrl(url: string): { source?: string; error?: unknown } {
  const [found, setFound] = useState<{ source?: string; error?: unknown }>({});
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    setFound({});
    fetchBlobUrl(url).then(
      (source) => {
        made = source;
        if (gone) URL.revokeObjectURL(source);
        else setFound({ source });
      },
      (error: unknown) => !gone && setFound({ error }),
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [url]);
  return found;
}
