import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { useEffect, useState } from "react";
import { asProblem, meQuery } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { Button } from "../../../ui";
import { endViewing } from "./calls";

const over = "/second-factor?needs=view_as.over";
// Whoever looks learns soon that it is over, also while nothing is clicked.
const lookAgain = 5_000;

/** Says on every page with whose eyes one sees it, and ends that. */
export function ViewingBanner() {
  const me = useSuspenseQuery(meQuery).data;
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { error } = useQuery({ ...meQuery, refetchInterval: lookAgain, staleTime: 0 });
  const ended = asProblem(error)?.code === "view_as.over";
  useEffect(() => {
    if (ended) window.location.assign(over);
  }, [ended]);
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe(({ query }) => {
        if (asProblem(query.state.error)?.code === "view_as.over") window.location.assign(over);
      }),
    [queryClient],
  );
  const end = async () => {
    setBusy(true);
    await endViewing();
    setBusy(false);
  };
  return (
    <section
      aria-label={i18n._({ id: "viewing.banner.label", message: "Viewing as somebody else" })}
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-accent-bg px-4 py-1.5 text-small"
    >
      <Eye aria-hidden="true" className="size-4 shrink-0 text-accent" />
      <p className="min-w-0 grow basis-60 text-pretty">
        {i18n._({
          id: "viewing.banner.text",
          message: "You see Kith as {name} does, until {time}. You can only look.",
          values: { name: me.person.title, time: formatDateTime(me.viewing?.until ?? "") },
        })}
      </p>
      <Button size="small" busy={busy} onClick={() => void end()}>
        {i18n._({ id: "viewing.banner.end", message: "End viewing" })}
      </Button>
    </section>
  );
}
