"""Real servers as child processes on loopback: Apache Kafka, PostgreSQL and the view database."""
