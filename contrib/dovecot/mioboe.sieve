# Files by the verdict of Mioboe's mail filter; as a script for everybody (docs/filter.md):
#   plugin { sieve_before = /etc/dovecot/sieve/mioboe.sieve }
# It believes the header because the filter, and Postfix while the filter is away, remove every one that
# comes with a message. Mail that enters by another way must pass there, too.
require ["fileinto", "mailbox"];

# Notices of your own service, at the address they were sent to.
if header :matches "X-Mioboe-Verdict" "v=1; verdict=genuine; notice=own;*" {
    fileinto :create "Notices";
    stop;
}

# What was judged to be a fake.
if header :matches "X-Mioboe-Verdict" "v=1; verdict=fake;*" {
    fileinto :create "Junk";
    stop;
}
