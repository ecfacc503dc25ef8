import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { api, asProblem, type TypeSchema, type Watchers } from "../../api";
import { i18n } from "../../i18n";
import { IconButton, notify, Tooltip } from "../../ui";
import { useMe } from "../data/schema";

/** Begins and ends being told of what others change of a record. */
export function WatchButton({ type, id }: { type: TypeSchema; id: string }) {
  const client = useQueryClient();
  const me = useMe();
  const path = `${type.plural}/${id}`;
  const queryKey = ["watchers", path];
  const watchers = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Watchers>(`${path}/watchers`, { signal }),
  }).data;
  const watching = watchers?.watching === true;
  const set = async () => {
    const others = watchers?.data.filter((person) => person.id !== me.person.id) ?? [];
    client.setQueryData<Watchers>(queryKey, {
      data: watching ? others : [...others, me.person],
      watching: !watching,
    });
    try {
      await (watching ? api.delete(`${path}/watch`) : api.post(`${path}/watch`));
    } catch (error) {
      notify({ tone: "danger", message: asProblem(error)?.message ?? String(error) });
    }
    await client.invalidateQueries({ queryKey });
  };
  const label = i18n._({ id: "records.watch", message: "Watch" });
  const Icon = watching ? Eye : EyeOff;
  return (
    <Tooltip
      content={
        watchers === undefined || watchers.data.length === 0
          ? i18n._({ id: "records.watch.nobody", message: "Be told of what others change" })
          : i18n._({
              id: "records.watch.by",
              message: "Watched by {names}",
              values: { names: watchers.data.map((person) => person.title).join(", ") },
            })
      }
    >
      <IconButton label={label} aria-pressed={watching} disabled={watchers === undefined} onClick={() => void set()}>
        <Icon aria-hidden="true" className={watching ? "size-4 text-accent" : "size-4"} />
      </IconButton>
    </Tooltip>
  );
}
