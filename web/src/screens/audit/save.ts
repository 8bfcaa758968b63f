import type { Audited } from "@/data/audit";
import { download } from "@/proof/download";

/** The signed records of a post as a file. */
export function save({ approval, grant, use, post_id }: Audited): void {
  download({ approval, grant, use }, `restu-proof-${post_id}.json`);
}
