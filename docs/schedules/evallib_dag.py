# ruff: noqa: INP001  a file for Airflow's folder of DAGs, not a package
"""Airflow 3: every night the reports of each county, a task for each, all by the one command.

A task fails if any report of its county has failed; the others are complete. It is not retried: wrong data stay wrong until
somebody mends them, and the next night makes what has failed again.
"""

from datetime import datetime, timedelta, timezone

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

HOME = "/srv/evallib"
COUNTIES = ("guidong", "hengshan", "yiyang")  # folders of data/

with DAG(
    dag_id="evallib",
    description="Reports on the departments' budgets",
    schedule="30 2 * * *",
    start_date=datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=8))),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 0, "execution_timeout": timedelta(hours=5)},
) as dag:
    for county in COUNTIES:
        BashOperator(
            task_id=county,
            # Folders of outputs are apart, because one run at a time works in each.
            bash_command=f"{HOME}/.venv/bin/evallib run --quiet --county {county} --outputs outputs/{county} --log outputs/{county}.log",
            cwd=HOME,
        )
