package io.asyncappend.spring.boot.accesslog.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;

import io.asyncappend.spring.boot.accesslog.AccessLog;

/**
 * Logs each request of a connection once: when the end of its response was written, or
 * could not be, or when the connection is closed before that. Called by the event loop of
 * the connection only.
 * <p>
 * Next to the codec, so that it sees what is really sent, compressed bodies too, and what
 * the codec could not parse.
 */
final class NettyAccessLogHandler extends ChannelDuplexHandler {

	private static final String NAME = NettyPipeline.LEFT + "asyncAppendAccessLogHandler";

	private final AccessLog accessLog;

	/** The request whose response has not come to its end. */
	private @Nullable NettyExchange current;

	/** Whether the last request of the connection has a request line of the codec's. */
	private boolean unreadable;

	NettyAccessLogHandler(AccessLog accessLog) {
		this.accessLog = accessLog;
	}

	/** Adds a handler where the codec is there already, unless there is one. */
	static @Nullable NettyAccessLogHandler addTo(ChannelPipeline pipeline, AccessLog accessLog) {
		if (pipeline.get(NAME) instanceof NettyAccessLogHandler handler) {
			return handler;
		}
		if (pipeline.get(NettyPipeline.HttpTrafficHandler) == null) {
			return null;
		}
		NettyAccessLogHandler handler = new NettyAccessLogHandler(accessLog);
		pipeline.addBefore(NettyPipeline.HttpTrafficHandler, NAME, handler);
		return handler;
	}

	void begin(Channel channel, HttpServerRequest request) {
		finish();
		NettyExchange exchange = new NettyExchange(request, false);
		this.current = exchange;
		channel.attr(NettyExchange.KEY).set(exchange);
	}

	/**
	 * The codec makes up a request, a full one, where it cannot parse the request line.
	 */
	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		if (message instanceof FullHttpRequest request && request.decoderResult().isFailure()) {
			this.unreadable = true;
		}
		super.channelRead(context, message);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		if (message instanceof HttpResponse response) {
			if (isInterim(response.status())) {
				super.write(context, message, promise);
				return;
			}
			respond(context, response);
		}
		NettyExchange exchange = this.current;
		if (exchange == null) {
			super.write(context, message, promise);
			return;
		}
		exchange.sent(bytes(message));
		if (message instanceof LastHttpContent) {
			this.current = null;
			context.write(message, promise.unvoid()).addListener((written) -> this.accessLog.log(exchange));
		}
		else {
			super.write(context, message, promise);
		}
	}

	/** The response to a malformed request comes without the request having begun. */
	private void respond(ChannelHandlerContext context, HttpResponse response) {
		NettyExchange exchange = this.current;
		if (exchange == null && ChannelOperations.get(context.channel()) instanceof HttpServerRequest request) {
			exchange = new NettyExchange(request, this.unreadable);
			this.current = exchange;
		}
		if (exchange != null) {
			exchange.respond(response);
		}
	}

	private static boolean isInterim(HttpResponseStatus status) {
		return status.codeClass() == HttpStatusClass.INFORMATIONAL
				&& status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
	}

	private static long bytes(Object message) {
		if (message instanceof ByteBufHolder holder) {
			return holder.content().readableBytes();
		}
		if (message instanceof ByteBuf buffer) {
			return buffer.readableBytes();
		}
		return (message instanceof FileRegion region) ? region.count() : 0;
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		finish();
		super.channelInactive(context);
	}

	private void finish() {
		NettyExchange exchange = this.current;
		if (exchange != null) {
			this.current = null;
			this.accessLog.log(exchange);
		}
	}

}
