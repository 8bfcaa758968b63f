"""The main path, walked visibly against a running stack: `restu demo`.

    waiting.py   asking until something is so, with a deadline
    browser.py   a signed-in person at the gateway; live.py what their open page hears
    network.py   the sandbox network: accounts, consent page, faults, what stands there
    source.py    a small web site that serves the demo's files
    walk.py      steps, their order and what they share; steps/ the steps themselves
    report.py    the table of what happened, and the verdict

Nothing here is used by the services; it knows them only as a browser and a social network's user do.
"""
