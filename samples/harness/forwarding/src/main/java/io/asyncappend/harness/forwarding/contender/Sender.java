package io.asyncappend.harness.forwarding.contender;

/** Hands a record over, as an application does with each. */
interface Sender {

	void send(String record);

}
