# The image holds only what the service needs to run, and runs it as an unprivileged user.
#   docker build -t interview-storage .
#   docker run --env-file .env -p 8000:8000 --stop-timeout 40 interview-storage

FROM node:22-slim AS browser-packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim AS python-packages
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv --without-pip /venv
RUN python -m pip --python /venv/bin/python install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim
WORKDIR /app
COPY --from=python-packages /venv /venv
COPY --from=browser-packages /app/node_modules node_modules
COPY manage.py gunicorn.conf.py supabase_migration.sql ./
COPY backend backend
COPY llm_api llm_api
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORT=8000
EXPOSE 8000
USER 10001:10001
# Checks only that the process serves. The state of Supabase is reported by /api/health/ready: a
# restart of the container would not repair it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD \
  python -c "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/api/health', timeout=4)"
STOPSIGNAL SIGTERM
CMD ["gunicorn", "backend.wsgi:application", "--worker-tmp-dir", "/dev/shm"]
