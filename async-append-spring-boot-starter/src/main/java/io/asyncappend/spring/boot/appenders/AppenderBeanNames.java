package io.asyncappend.spring.boot.appenders;

import java.util.List;

/**
 * Which appenders are beans. A bean itself, so that what was found when the bean
 * definitions were made (ahead of time, maybe) is known when the appenders are opened.
 *
 * @param ours names of the beans that stand for configured appenders
 * @param theirs names of configured appenders that the user declared as beans; these are
 * not opened
 */
public record AppenderBeanNames(List<String> ours, List<String> theirs) {

}
