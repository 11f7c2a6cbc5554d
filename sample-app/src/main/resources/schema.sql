create table if not exists entry (
    id bigint generated always as identity primary key,
    tenant varchar(64) not null,
    account varchar(64) not null,
    amount decimal(19, 2) not null,
    memo varchar(200) not null,
    posted_at timestamp with time zone default current_timestamp not null
);
create index if not exists entry_of_account on entry (tenant, account, id);
