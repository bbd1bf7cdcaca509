/** Filters and orders for MLflow's parser and ours, collected by hand for what is odd about them. */

export type Asked = { readonly of: string; readonly text: string; readonly order?: true };

const ODD_RUNS = `
metrics.a>1
metrics.a > 1e3
metrics.a > 1E-3
metrics.a > .5
metrics.a > 5.
metrics.a > -1
metrics.a > -.5
metrics.a > +1
metrics.a > 0x10
metrics.a > 1_000
metrics.a > 1e
metrics.a > 1e+3
metrics.a > 1.5.2
metrics.a > '1'
metrics.a > "1"
metrics.a > nan
metrics.a > inf
metrics.a = 1 -- all of it
metrics.a = 1 # all of it
metrics.a = /* one */ 1
-- one
metrics.a = 1;
metrics.a = 1; metrics.b = 2
;
metrics.a == 1
metrics.a <> 1
metrics.a => 1
metrics.a =! 1
metrics.a !> 1
metrics.a LIKE '1'
metrics.a IN (1, 2)
metrics.a IS NULL
metrics.a IS NOT NULL
metrics.a BETWEEN 1 AND 2
metrics.a
metrics. > 1
metrics > 1
.a > 1
1 < metrics.a
metrics.a > metrics.b
metrics.a > 1 AND
AND metrics.a > 1
AND
AND AND
metrics.a > 1 AND AND metrics.b > 1
metrics.a > 1 metrics.b > 1
metrics.a > 1 and metrics.b > 1
metrics.a > 1 OR metrics.b > 1
metrics.a > 1 , metrics.b > 1
metrics.a > 1 && metrics.b > 1
NOT metrics.a > 1
(metrics.a > 1)
(metrics.a > 1) AND metrics.b > 1
metrics.a.b > 1
metrics.a-b > 1
metrics.a/b > 1
metrics.a:b > 1
metrics.1 > 1
metrics.1a > 1
metrics.a1 > 1
metrics.\`a b\` > 1
metrics."a b" > 1
metrics.'a b' > 1
metrics.\`a.b/c-d\` > 1
\`metrics\`.a > 1
\`metrics.a\` > 1
"metrics".a > 1
"metrics.a" > 1
'metrics.a' > 1
\`metrics\`.\`a\` > 1
metrics.select > 1
metrics.order > 1
metrics.from > 1
metrics.in > 1
metrics.and > 1
metrics.like > 1
metrics.null > 1
metrics.max > 1
metrics.count > 1
metrics.case > 1
metrics.end > 1
metrics.as > 1
metrics.values > 1
metrics.begin > 1
metrics.if > 1
metrics.group > 1
metrics.key > 1
metrics.value > 1
metrics.step > 1
metrics.time > 1
metrics.timestamp > 1
metrics.date > 1
metrics.asc > 1
metrics.desc > 1
metrics.grün > 1
metrics.größe_2 > 1
metrics.π > 1
metrics.精度 > 1
metrics.\`🌱\` > 1
METRICS.a > 1
Metrics.a > 1
metric.a > 1
metric.a > 1 AND metrics.b <= 2 AND metrics.c >= 3 AND metrics.d < 4 AND metrics.e != 5 AND metrics.f = 6
params.a = 'x'
params.a = "x"
params.a = \`x\`
params.a = x
params.a = 1
params.a = '1'
params.a = ''
params.a = ""
params.a = ' '
params.a = 'it''s'
params.a = "it's"
params.a = 'say "so"'
params.a = "say ""so"""
params.a = 'C:\\'
params.a = 'C:\\dir'
params.a = 'it\\'s'
params.a = 'x
params.a = "x
params.a = x'
params.a = 'x' 'y'
params.a = 'a AND b'
params.a = 'a' AND params.b = 'OR'
params.a = 'metrics.x > 1'
params.a = 'x;y'
params.a = '-- x'
params.a = '(x'
params.a='x'AND params.b='y'
params.a = 'grün 🌱'
params.a != 'x'
params.a LIKE 'x%'
params.a like 'x%'
params.a ILIKE '%X_'
params.a iLike 'x'
params.a NOT LIKE 'x'
params.a RLIKE 'x'
params.a REGEXP 'x'
params.a ~ 'x'
params.a > 'x'
params.a > 1
params.a IN ('x')
params.a NOT IN ('x')
params.a IS NULL
params.a is null
params.a IS  NULL
params.a IS NOT NULL
params.a is not null
params.a IS NOT  NULL
params.a ISNULL
params.a = NULL
params.a IS 'x'
params.a IS NULL AND params.b IS NOT NULL
params.a IS NULL AND metrics.b > 1
metrics.b > 1 AND params.a IS NULL
params.a IS NOT NULL AND params.b = 'x' AND params.c IS NULL
param.a = 'x'
parameter.a = 'x'
parameters.a = 'x'
tag.a = 'x'
tags.a = 'x'
tags.mlflow.source.name = 'x'
tags.\`mlflow.source.name\` = 'x'
tags."mlflow.source.name" LIKE '%.py'
tags.mlflow.parentRunId IS NULL
tags.a > 'x'
tags.'a' = 'x'
tags.a = 'x' AND tags.a != 'y'
tags.a. = 'x'
tags..a = 'x'
attribute.status = 'FINISHED'
attributes.status = 'FINISHED'
attr.status = 'FINISHED'
run.status = 'FINISHED'
status = 'FINISHED'
status != 'FINISHED'
status = "FINISHED"
status LIKE 'FIN%'
status ILIKE 'fin%'
status IN ('FINISHED')
status = FINISHED
Status = 'FINISHED'
run_id = 'abc'
run_id != 'abc'
run_id LIKE 'a%'
run_id IN ('abc', 'def')
run_id IN ('abc')
run_id IN ("abc", 'def')
run_id IN ('abc','def',)
run_id IN ()
run_id IN (abc)
run_id IN (1, 2)
run_id IN ('abc'
run_id IN 'abc'
run_id IN('abc')
run_id in ('abc')
run_id NOT IN ('abc', 'def')
run_id not in ('abc')
run_id NOT  IN ('abc')
run_id IN ('abc') AND status = 'FINISHED'
status = 'FINISHED' AND run_id IN ('abc', 'd e')
attributes.run_id IN ('abc')
run_name = 'x'
run_name LIKE 'x%'
run_name ILIKE '%X'
"run name" = 'x'
\`run name\` = 'x'
\`Run name\` = 'x'
"Run Name" = 'x'
attributes.\`run name\` = 'x'
attributes."Run Name" = 'x'
run name = 'x'
attributes.run_name != 'x'
user_id = 'me'
artifact_uri LIKE '%/1/%'
start_time > 1
start_time >= 1700000000000
start_time < 1.5
start_time = '1'
start_time LIKE '1'
start_time IN (1)
end_time <= 5
end_time != 5
end_time IS NULL
created > 1
Created > 1
attributes.created > 1
attributes.Created <= 1
lifecycle_stage = 'active'
experiment_id = '1'
foo = 'x'
foo.bar = 'x'
dataset.name = 'x'
datasets.name = 'x'
dataset.digest != 'x'
dataset.context LIKE 'tr%'
dataset.context ILIKE 'TR%'
dataset.name IN ('abc', 'def')
datasets.digest NOT IN ('abc')
dataset.name IN ('Abc', 'def')
dataset.foo = 'x'
dataset.name > 'x'
dataset = 'x'
model.a = 'x'
start_time > -7d
start_time > 2026-11-01
duration > 2h
has:metrics.a
bayes
'two words'
best.a > 1
min.a > 1
experiment = 'x'
project = 'x'
commit = 'x'
params.a ~ '^x' OR NOT (tags.b IS NULL AND metrics.c IN (1, 2))
metrics.a > 1 AND (params.b = 'x' OR params.b = 'y')
`;

const ODD_OTHERS: readonly Asked[] = [
  ["experiments", "name = 'x'"],
  ["experiments", "attribute.name LIKE 'x%'"],
  ["experiments", "attributes.name = 'x'"],
  ["experiments", "name ILIKE 'X%' AND tags.a = 'b'"],
  ["experiments", "tags.a IS NULL"],
  ["experiments", "tag.`a b` != 'c'"],
  ["experiments", "creation_time > 5 AND last_update_time <= 7"],
  ["experiments", "name > 'x'"],
  ["experiments", "name IN ('x')"],
  ["experiments", "params.a = 'x'"],
  ["experiments", "experiment_id = '1'"],
  ["registered models", "name = 'x'"],
  ["registered models", "name LIKE 'x%' AND tags.a = 'b'"],
  ["registered models", "tags.`mlflow.prompt.is_prompt` = 'true'"],
  ["registered models", "tag.a ILIKE 'B%'"],
  ["registered models", "name IN ('x')"],
  ["registered models", "run_id = 'x'"],
  ["registered models", "creation_timestamp > 5"],
  ["model versions", "name = 'x'"],
  ["model versions", "name='x' AND version_number > 3"],
  ["model versions", "version_number = 3"],
  ["model versions", "run_id IN ('abc', 'def')"],
  ["model versions", "run_id = 'abc'"],
  ["model versions", "source_path LIKE 'models:/%'"],
  ["model versions", "tags.a = 'b' AND name != 'c'"],
  ["model versions", "version_number = 'x'"],
  ["model versions", "current_stage = 'x'"],
  ["logged models", "name = 'x'"],
  ["logged models", "model_id = 'm-1' AND status = 'READY'"],
  ["logged models", "source_run_id = 'x'"],
  ["logged models", "creation_timestamp > 5 AND last_updated_timestamp <= 7"],
  ["logged models", "creation_time > 5"],
  ["logged models", "metrics.a > 0.5 AND params.b = 'c' AND tags.d LIKE 'e%'"],
  ["logged models", "model_type ILIKE 'agent'"],
  ["logged models", "attributes.name != 'x'"],
].map(([of, text]) => ({ of: of as string, text: text as string }));

const ORDERS_RUNS = `
start_time
start_time DESC
start_time desc
start_time ASC
attributes.start_time asc
attribute.end_time DESC
created DESC
run_id
status ASC
run_name
user_id DESC
artifact_uri
metrics.a
metrics.a DESC
metrics.\`a b\` DESC
metrics."a b" ASC
metric.a.b desc
params.a
params.\`a b\`
tags.a DESC
tags.mlflow.source.name
tags.\`mlflow.source.name\` asc
metrics.order DESC
metrics.a UP
metrics.a DESC DESC
metrics.a, metrics.b
metrics.a DESC NULLS LAST
foo
foo.bar
1

dataset.name
-metrics.a
\`metrics\`.a DESC
metrics.a-b
metrics.a/b DESC
duration DESC
best.a DESC
`;

/** All of them. */
export const ODD: readonly Asked[] = [
  ...ODD_RUNS.split("\n").map((text) => ({ of: "runs", text })),
  { of: "runs", text: " " },
  { of: "runs", text: "\t\n" },
  { of: "runs", text: "metrics.a\n>\n1\nAND\tparams.b\n=\n'x'" },
  { of: "runs", text: "metrics.a > 1\r\nAND params.b = 'x'" },
  { of: "runs", text: "\u00a0metrics.a\u00a0> 1" },
  ...ODD_OTHERS,
  ...ORDERS_RUNS.split("\n").map((text) => ({ of: "runs", text, order: true as const })),
];
