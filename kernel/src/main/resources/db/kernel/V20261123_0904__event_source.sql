-- Where a fact comes from when not from a plain request, e.g. import; and whether those who would act on it, such as
-- webhooks and automations, were asked not to. Audit, versions and realtime show silent facts too.
alter table kernel.events add column source text;
alter table kernel.events add column silent boolean not null default false;
