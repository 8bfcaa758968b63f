import type { GivenRole } from "@/data/people";

/** What somebody can be besides an advocate, which everybody is. */
export const GIVEN = ["curator", "administrator", "auditor", "sponsor"] as const satisfies readonly GivenRole[];
