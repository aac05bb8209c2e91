#!/usr/bin/env bash
# What docker-compose.yml starts, without Docker: PostgreSQL, two servers, one port before them; checks that it works and goes away again.
#   tests/cluster.sh           starts, checks, ends
#   tests/cluster.sh --stay    says where it listens and stays until Ctrl-C
# Needs the .NET SDK and PostgreSQL's programs (initdb, pg_ctl) on PATH, in /usr/lib/postgresql, or in CATALOG_POSTGRES_BIN.
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run --project tests/Catalog.Faults -- together "$@"
