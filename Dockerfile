# docker build -t schoolgate --build-arg BASE=python@sha256:... .
# docker run --rm --network none --read-only --tmpfs /tmp -v "$PWD/extract:/data:ro" schoolgate check portal-sync /data
# The base is pinned by its digest, which docs/ci.md says how to find: without one nothing is built.
ARG BASE
FROM ${BASE} AS build
ARG BASE
RUN case "$BASE" in *@sha256:*) ;; *) echo "BASE=$BASE is no digest; give --build-arg BASE=python@sha256:..." >&2; exit 1 ;; esac
RUN pip install --no-cache-dir --disable-pip-version-check 'uv==0.13.9'
WORKDIR /src
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY validators validators
ENV UV_PROJECT_ENVIRONMENT=/opt/schoolgate UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
# The versions of the lock, compiled: the image is read-only when it runs.
RUN uv sync --quiet --locked --no-dev --no-editable --compile-bytecode --no-cache --python "$(command -v python)"

FROM ${BASE}
COPY --from=build /opt/schoolgate /opt/schoolgate
ENV PATH=/opt/schoolgate/bin:$PATH PYTHONDONTWRITEBYTECODE=1
# Nobody in particular; --user names who owns the reports.
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["schoolgate"]
CMD ["--help"]
