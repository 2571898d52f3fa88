import Box from "@mui/material/Box";
import { Search } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Navigate, useSearchParams } from "react-router";
import { type CategoriesOut, guestApi, useListCategoriesQuery } from "@/generated/guest";
import { homeOf, useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { takeTyped } from "@/shared/lib/typed-early";
import { useSettled } from "@/shared/lib/use-settled";
import { useTitle } from "@/shared/lib/use-title";
import { Failure } from "@/shared/ui/states";
import { CategoryIcon } from "./category-icon";
import { Found } from "./found";
import { ComingTiles, Hero, SearchBox, Tile, Tiles } from "./home-parts";
import { Promises } from "./promises";

/** Takes the answer of before the screen was there. */
export const keep = (value: CategoriesOut) =>
  guestApi.util.upsertQueryEntries([{ endpointName: "listCategories", arg: undefined, value }]);

/** The first screen: say what is broken, or tap a picture of it. */
export function Home() {
  const { t } = useLanguage();
  const user = useUser();
  useTitle("");
  const [params, setParams] = useSearchParams();
  const [typed, setTyped] = useState(params.get("q") ?? "");
  const query = useSettled(typed.trim());
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const early = takeTyped();
    if (early.text) setTyped(early.text);
    if (early.inUse) field.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (query) next.set("q", query);
        else next.delete("q");
        return next.toString() === old.toString() ? old : next;
      },
      { replace: true },
    );
  }, [query, setParams]);
  if (user && homeOf(user.role) !== "/") return <Navigate to={homeOf(user.role)} replace />;
  return (
    <>
      <Hero>
        <h1 id="screen-title" tabIndex={-1}>
          {t("home.title")}
        </h1>
        <p>{t("home.lead")}</p>
        <SearchBox
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            // What was found stands below: the phone's keys go out of its way.
            field.current?.blur();
          }}
        >
          <Search size={22} aria-hidden />
          <input
            ref={field}
            type="search"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t("home.search_hint")}
            aria-label={t("home.search")}
            enterKeyHint="search"
            autoComplete="off"
          />
        </SearchBox>
      </Hero>
      <Box sx={{ maxWidth: "64rem", marginInline: "auto", paddingInline: 2, paddingBlock: 2.5 }}>
        {query ? <Found query={query} /> : <Categories />}
        {!query && <Promises />}
      </Box>
    </>
  );
}

/**
 * What there is to order. The gateway sends this with its values in it (`app/first-values.tsx`):
 * `data-each` is on what is there once for each.
 */
function Categories() {
  const { t, format } = useLanguage();
  const { data, error, isLoading, refetch } = useListCategoriesQuery();
  if (isLoading) return <ComingTiles />;
  if (!data) return <Failure error={error} onRetry={refetch} />;
  return (
    <section aria-label={t("home.categories")}>
      <Tiles>
        {data.items.map((category) => (
          <li key={category.id} data-each="items">
            <Tile to={`/c/${category.code}`}>
              <CategoryIcon code={category.code} />
              {format.pick(category.name)}
            </Tile>
          </li>
        ))}
      </Tiles>
    </section>
  );
}
