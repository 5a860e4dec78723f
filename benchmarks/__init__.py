"""What vmcoach's figures are measured with: how right it is (`accuracy`) and how fast (`speed`)."""
