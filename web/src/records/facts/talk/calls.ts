import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import type { Link, Me, Page, RecordData, TypeSchema } from "../../../api";
import { api } from "../../../api";
import { type ListQuery, listKey, pageQuery } from "../../data/list-query";
import { complain } from "../../data/reason";
import { refreshLists } from "../../data/write";
import { asLink, asText } from "../../fields/values";
import { quote } from "../../filters/expression";

/** The comments on a record, the newest first. */
export const commentsOf = (comment: TypeSchema, record: RecordData): ListQuery => ({
  plural: comment.plural,
  where: `about(about, ${quote(record.id)})`,
  sort: "-created_at",
  fields: ["body", "private", "edited_at", "created_at", "created_by"],
});

const reactionsTo = (reaction: TypeSchema, comments: readonly RecordData[]): ListQuery => ({
  plural: reaction.plural,
  where: `comment in (${comments.map(({ id }) => quote(id)).join(", ")})`,
  sort: "created_at",
  fields: ["comment", "emoji", "created_by"],
});

/** All of a list, however many there are. */
const allQuery = (list: ListQuery) =>
  queryOptions({
    queryKey: [...listKey(list), "all"],
    queryFn: async ({ signal }) => {
      const all: RecordData[] = [];
      const { where, sort, fields = [] } = list;
      let after: string | null | undefined;
      do {
        const query = { where, sort, fields: ["id", "version", ...fields], limit: 200, after: after ?? undefined };
        const page: Page = await api.get<Page>(list.plural, { query, signal });
        all.push(...page.data);
        after = page.next;
      } while (after);
      return all;
    },
    staleTime: 30_000,
  });

const mark = "writing";

/** True for what stands there before the server has answered. */
export const isWriting = ({ id }: RecordData) => id.startsWith(mark);

/** Shows a comment before it is saved; answers what takes it out again. */
async function show(client: QueryClient, list: ListQuery, record: RecordData): Promise<() => void> {
  const { queryKey } = pageQuery(list, 0);
  await client.cancelQueries({ queryKey });
  const change = (next: (data: RecordData[]) => RecordData[]) =>
    client.setQueryData<Page>(queryKey, (page) => page && { ...page, data: next(page.data) });
  change((data) => [record, ...data]);
  return () => change((data) => data.filter(({ id }) => id !== record.id));
}

const mine = (me: Me): Link => ({ id: me.person.id, title: me.person.title });

/** Says something about a record: it shows at once. Answers whether it was saved. */
export async function say(
  client: QueryClient,
  comment: TypeSchema,
  about: { type: TypeSchema; record: RecordData },
  said: { body: string; private: boolean },
  me: Me,
): Promise<boolean> {
  const key = crypto.randomUUID();
  const now = new Date().toISOString();
  const written: RecordData = {
    id: mark + key,
    version: 0,
    ...said,
    edited_at: null,
    created_at: now,
    created_by: mine(me),
  };
  const hide = await show(client, commentsOf(comment, about.record), written);
  try {
    const body = { about: { type: about.type.name, id: about.record.id }, ...said };
    await api.post(comment.plural, body, { idempotencyKey: key });
    await refreshLists(client, comment.plural);
    return true;
  } catch (error) {
    hide();
    complain(error);
    return false;
  }
}

export interface Reacted {
  emoji: string;
  names: string[];
  /** Id of one's own reaction. */
  own?: string;
}

/** The reactions to comments: of each comment by its sign, in the order in which the signs came. */
export function useReactions(reaction: TypeSchema | undefined, comments: readonly RecordData[], me: Me) {
  const saved = comments.filter((comment) => !isWriting(comment));
  const list = reaction !== undefined && saved.length > 0 ? reactionsTo(reaction, saved) : undefined;
  const found = useQuery({ ...allQuery(list ?? { plural: "reactions" }), enabled: list !== undefined });
  const of = (comment: string): Reacted[] => {
    const all = new Map<string, Reacted>();
    for (const one of found.data ?? []) {
      if (asLink(one.comment)?.id !== comment) continue;
      const emoji = asText(one.emoji);
      const by = asLink(one.created_by);
      const reacted = all.get(emoji) ?? { emoji, names: [] };
      reacted.names.push(by?.title ?? "");
      if (by?.id === me.person.id) reacted.own = one.id;
      all.set(emoji, reacted);
    }
    return [...all.values()];
  };
  return { list, of };
}

/** Gives a sign to a comment, or takes one's own back. */
export async function toggle(
  client: QueryClient,
  reaction: TypeSchema,
  list: ListQuery,
  comment: RecordData,
  { emoji, own }: Pick<Reacted, "emoji" | "own">,
  me: Me,
): Promise<void> {
  const key = crypto.randomUUID();
  const { queryKey } = allQuery(list);
  const change = async (next: (all: RecordData[]) => RecordData[]) => {
    await client.cancelQueries({ queryKey });
    client.setQueryData<RecordData[]>(queryKey, (all) => next(all ?? []));
  };
  try {
    if (own === undefined) {
      const about = { id: comment.id, title: "" };
      await change((all) => [...all, { id: mark + key, version: 0, emoji, comment: about, created_by: mine(me) }]);
      await api.post(reaction.plural, { comment: comment.id, emoji }, { idempotencyKey: key });
    } else if (!own.startsWith(mark)) {
      await change((all) => all.filter(({ id }) => id !== own));
      await api.delete(`${reaction.plural}/${own}`);
    }
  } catch (error) {
    complain(error);
  }
  await refreshLists(client, reaction.plural);
}
