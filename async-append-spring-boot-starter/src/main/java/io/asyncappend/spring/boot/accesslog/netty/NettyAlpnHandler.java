package io.asyncappend.spring.boot.accesslog.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import reactor.netty.NettyPipeline;

import io.asyncappend.spring.boot.accesslog.AccessLog;

/**
 * Waits, on a connection with TLS, until ALPN has chosen between HTTP/1.1 and HTTP/2:
 * only then are the codecs there that the access log has to be between. The first bytes
 * that were decrypted pass here before they reach the codec.
 */
final class NettyAlpnHandler extends ChannelInboundHandlerAdapter {

	private final AccessLog accessLog;

	NettyAlpnHandler(AccessLog accessLog) {
		this.accessLog = accessLog;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ChannelPipeline pipeline = context.pipeline();
		if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
			NettyAccessLogHandler.addTo(pipeline, this.accessLog);
		}
		pipeline.remove(this);
		context.fireChannelRead(message);
	}

}
