import { queryOptions } from "@tanstack/react-query";
import type { Page, RecordData } from "../../api";
import { api } from "../../api";
import { typeKey } from "./keys";
import type { ListQuery } from "./list-query";

const pageSize = 200;

/** Records that one screen shows all at once, at most `most` of them; `next` says whether there are more. */
export const windowQuery = (list: ListQuery, most: number) =>
  queryOptions({
    queryKey: [...typeKey(list.plural), "window", { ...list, most }],
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<Page> => {
      const data: RecordData[] = [];
      let after: string | null = null;
      do {
        const query = {
          where: list.where,
          sort: list.sort,
          fields: list.fields === undefined ? undefined : ["id", "version", ...list.fields],
          limit: pageSize,
          after,
        };
        const page: Page = await api.get<Page>(list.plural, { query, signal });
        data.push(...page.data);
        after = page.next;
      } while (after !== null && data.length < most);
      return { data, next: after };
    },
  });
