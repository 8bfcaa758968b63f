"""What came of it all: a person's own return, and what a programme of many people comes to. Pure, but for the rows.

`statistics` says how sure a number is, `weeks` what a week is, `cells` what may be said of five people or more, `rows`
keeps what is counted, `closing` counts a week when it is over. What the numbers mean stands in docs/results.md.
"""
