-- When Stripe saved the card that is known, so that an older message which comes late does not put an older card back.
alter table market.payers add column card_seen_at timestamptz;
