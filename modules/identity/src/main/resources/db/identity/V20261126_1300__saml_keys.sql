-- What a tenant's requests to identity providers are signed with; one pair for each tenant, made when first needed.
create table identity.saml_keys (
    realm       text        not null primary key,
    certificate text        not null,
    key_sealed  text        not null,
    created_at  timestamptz not null
);
