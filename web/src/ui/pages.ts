interface Found {
  data: { pages: readonly unknown[] } | undefined;
  hasNextPage: boolean;
}

/** What is known of a list that comes in pages: an infinite query. */
export interface Pages extends Found {
  fetchNextPage: (how: { cancelRefetch: boolean }) => Promise<Found & { isError: boolean }>;
}

/**
 * Asks for the next page, and neither ends what is read anew meanwhile nor is ended by it: else what had happened, or
 * the page that somebody asked for, would never show.
 */
export async function nextPage({ data, fetchNextPage }: Pages): Promise<void> {
  const count = data?.pages.length ?? 0;
  for (;;) {
    // While it is read anew this is no more than the end of that.
    const found = await fetchNextPage({ cancelRefetch: false });
    if (found.isError || !found.hasNextPage || (found.data?.pages.length ?? 0) > count) return;
  }
}
