import { queryOptions } from "@tanstack/react-query";
import { api, type Page } from "../../api";
import { typeKey } from "../data/keys";

const most = 200;

/** The views of a type that one may see, by name. */
export const viewsQuery = (plural: string) =>
  queryOptions({
    queryKey: [...typeKey("views"), "of", plural],
    queryFn: ({ signal }) =>
      api.get<Page>("views", { query: { where: `type = "${plural}"`, sort: "name", limit: most }, signal }),
    staleTime: 60_000,
  });
